import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newGuid } from '../../src/foundation/index.ts';
import { sql } from '../../src/postgres/index.ts';
import { appInputs } from './route-cases-apps.ts';
import { createWorld, type World } from './world.ts';

const secretKey = 'canary-of-a-secret-key';
const credential = {
  authType: 'iam',
  username: 'an-access-key-id',
  password: secretKey,
  extra: { region: 'eu-central-1', session_token: secretKey },
};

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

describe('the app surface', () => {
  let world: World;
  let admin: string;
  let maker: string;
  let stranger: string;

  beforeAll(async () => {
    world = await createWorld();
    admin = (await world.makeToken('admin')).secret;
    maker = (await world.makeToken('default')).secret;
    stranger = (await world.makeToken('default')).secret;
  });
  afterAll(() => world.close());

  async function ask(
    secret: string,
    call: `${'GET' | 'POST' | 'PUT' | 'DELETE'} ${string}`,
    body?: object,
  ): Promise<Answer> {
    const [method = '', path = ''] = call.split(' ');
    const answer = await world.server.inject({
      method: method as 'GET',
      url: path.startsWith('/') ? path : `/api/service/v1/${path}`,
      headers: { authorization: `Bearer ${secret}` },
      ...(body === undefined ? {} : { payload: body }),
    });
    return { status: answer.statusCode, text: answer.body, json: JSON.parse(answer.body) as Record<string, unknown> };
  }

  async function create(
    secret: string,
    more: object = {},
  ): Promise<{ slug: string; name: string; json: Answer['json'] }> {
    const name = `crawl ${newGuid()}`;
    const answer = await ask(secret, 'POST app', { app_id: 'atlan-glue', name, inputs: appInputs, ...more });
    expect(answer.status, answer.text).toBe(200);
    return { slug: String(answer.json['slug']), name, json: answer.json };
  }

  it('makes a workflow, runs it, and shows the same run on the other surface', async () => {
    const { slug, json } = await create(maker);
    expect(json).toMatchObject({ execution_mode: 'native', version: 1 });
    const run = await ask(maker, `GET app/runs/${String(json['run_id'])}`);
    expect(run.json).toMatchObject({ run_id: json['run_id'], slug, status: 'Pending' });
    const found = await ask(maker, 'POST /api/service/runs/indexsearch', {
      query: { term: { 'spec.workflowTemplateRef.name.keyword': { value: slug } } },
    });
    expect(found.text).toContain(String(json['run_id']));
  });

  it('answers a repeated creation with the slug and nothing that reads as an error code', async () => {
    const { slug, name } = await create(maker);
    const again = await ask(maker, 'POST app', { app_id: 'atlan-glue', name, inputs: appInputs });
    expect(again.status).toBe(409);
    expect(again.json).toEqual({ message: expect.stringContaining(name) as string, slug, version: 1 });
  });

  it('two creations of one name at once make one workflow', async () => {
    const body = { app_id: 'atlan-glue', name: `twins ${newGuid()}`, inputs: appInputs };
    const answers = await Promise.all([1, 2, 3].map(() => ask(maker, 'POST app', body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(new Set(answers.map(({ json }) => json['slug'])).size).toBe(1);
  });

  it('never hands another workflow of that name to somebody who would run it with their own rights', async () => {
    const { name, slug } = await create(maker);
    // The admin sees the maker's workflow, and still makes one of its own.
    const own = await ask(admin, 'POST app', { app_id: 'atlan-glue', name, inputs: appInputs });
    expect(own.status).toBe(200);
    expect(own.json['slug']).not.toBe(slug);
    // One that was given away is not what the new owner set.
    const given = await create(maker);
    const usernameOfAdmin = (await ask(admin, 'GET /api/service/users/current')).json['username'];
    const url = `POST /api/service/workflows/${given.slug}/changeownership` as const;
    expect((await ask(maker, url, { username: usernameOfAdmin })).status).toBe(200);
    const made = await ask(admin, 'POST app', { app_id: 'atlan-glue', name: given.name, inputs: appInputs });
    expect(made.status).toBe(200);
    expect(made.json['slug']).not.toBe(given.slug);
  });

  it.each([
    ['GET app/SLUG', undefined],
    ['PUT app/SLUG', { inputs: appInputs }],
    ['DELETE app/SLUG', undefined],
    ['POST app/SLUG/submit', undefined],
    ['POST app/SLUG/schedule', { cron: '0 9 * * *', timezone: 'UTC' }],
    ['GET /api/clavis/v1/app-workflows/SLUG/versions', undefined],
    ['GET app/runs/RUN', undefined],
    ['POST app/runs/RUN/cancel', undefined],
  ] as const)('hides a workflow of another as if there were none: %s', async (call, body) => {
    const { slug, json } = await create(maker);
    const asked = (name: string, run: string) =>
      ask(stranger, call.replace('SLUG', name).replace('RUN', run) as typeof call, body);
    const [hidden, missing] = [await asked(slug, String(json['run_id'])), await asked('no-such', 'no-such')];
    const blank = ({ text }: Answer) =>
      text
        .replaceAll(String(json['run_id']), 'no-such')
        .replaceAll(slug, 'no-such')
        .replace(/"requestId":"[^"]*"/, '');
    expect([hidden.status, missing.status]).toEqual([404, 404]);
    expect(blank(hidden)).toBe(blank(missing));
    // The control: whoever made it is answered.
    expect(
      (await ask(maker, call.replace('SLUG', slug).replace('RUN', String(json['run_id'])) as typeof call, body)).status,
    ).toBe(200);
  });

  it('lists what one may know of, pages through it, and finds an exact name', async () => {
    const mine = [await create(maker), await create(maker), await create(maker)].map(({ slug }) => slug);
    const foreign = await create(admin);
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const page = await ask(maker, `GET app?limit=2${cursor}`);
      seen.push(...(page.json['workflows'] as { slug: string }[]).map(({ slug }) => slug));
      if (page.json['has_more'] !== true) break;
      cursor = `&cursor=${String(page.json['next_cursor'])}`;
    }
    expect(seen).toEqual(expect.arrayContaining(mine));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).not.toContain(foreign.slug);
    const named = await ask(maker, `GET app?name=${encodeURIComponent(foreign.name)}`);
    expect(named.json).toMatchObject({ workflows: [], has_more: false, next_cursor: null });
    expect((await ask(maker, 'GET app?cursor=nonsense')).status).toBe(400);
  });

  it('vaults the credential and never shows it again, in no answer, row or line of the log', async () => {
    const { slug } = await create(maker, { inputs: { ...appInputs, credential_guid: '', credential } });
    const first = await ask(maker, `GET app/${slug}`);
    const { credential_guid: guid } = first.json['inputs'] as Record<string, unknown>;
    expect(guid).toMatch(/^[0-9a-f-]{36}$/);
    const changed = await ask(maker, `PUT app/${slug}`, { inputs: { ...appInputs, credential_guid: '' } });
    expect(changed.json).toMatchObject({ slug, version: 2 });
    const second = await ask(maker, `GET app/${slug}`);
    expect((second.json['inputs'] as Record<string, unknown>)['credential_guid']).toBe(guid);
    const versions = await ask(maker, `GET /api/clavis/v1/app-workflows/${slug}/versions`);
    expect((versions.json['versions'] as { version: number }[]).map(({ version }) => version)).toEqual([2, 1]);
    const search = await ask(maker, 'POST /api/service/workflows/indexsearch', { query: { match_all: {} } });
    for (const { text } of [first, changed, second, versions, search]) expect(text).not.toContain(secretKey);
    for (const table of ['workflow', 'run', 'app_version', 'app_workflow', 'audit_record']) {
      const { rows } = await sql<{ row: string }>`SELECT t::text AS row FROM ${sql.table(table)} AS t`.execute(
        world.database.db,
      );
      expect(rows.map(({ row }) => row).join('\n'), table).not.toContain(secretKey);
    }
    expect(world.logged.join('\n')).not.toContain(secretKey);
  });

  it('refuses a secret outside of the credential, and does not repeat it', async () => {
    const inputs = { ...appInputs, options: { client_secret: secretKey } };
    const answer = await ask(maker, 'POST app', { app_id: 'snowflake-crawler', name: 'x', inputs });
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ code: 1000, info: 'app_inputs_invalid' });
    expect(answer.text).toContain('inputs.options.client_secret');
    expect(answer.text).not.toContain(secretKey);
  });

  it('lets nobody use a credential of another by its guid', async () => {
    const { slug } = await create(maker, { inputs: { ...appInputs, credential } });
    const { inputs } = (await ask(maker, `GET app/${slug}`)).json as { inputs: { credential_guid: string } };
    const reuse = (guid: string) => ({
      app_id: 'atlan-glue',
      name: newGuid(),
      inputs: { ...appInputs, credential_guid: guid },
    });
    const foreign = await ask(stranger, 'POST app', reuse(inputs.credential_guid));
    const missing = await ask(stranger, 'POST app', reuse(newGuid()));
    expect([foreign.status, missing.status]).toEqual([400, 400]);
    const blank = ({ text }: Answer) =>
      text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<guid>').replace(/"requestId":"[^"]*"/, '');
    expect(blank(foreign)).toBe(blank(missing));
    expect((await ask(maker, 'POST app', reuse(inputs.credential_guid))).status).toBe(200);
  });

  it('says everything that is wrong with inputs at once, under the number that clients know', async () => {
    const inputs = {
      connection: { typeName: 'Table', attributes: {} },
      credential: { authType: 'kerberos', port: 'x' },
    };
    const { status, json } = await ask(maker, 'POST app', { app_id: 'atlan-glue', name: 'x', inputs });
    expect(status).toBe(400);
    expect(json).toMatchObject({ code: 1000, errorCode: '1000' });
    const places = (json['causes'] as { location: string }[]).map(({ location }) => location);
    expect(places).toEqual(
      expect.arrayContaining([
        'inputs.connection.typeName',
        'inputs.connection.attributes.qualifiedName',
        'inputs.credential.authType',
        'inputs.credential.port',
      ]),
    );
  });

  it.each([
    [{ app_id: 'no-such-app' }, 1003],
    [{ app_id: 'atlan-glue', entrypoint: 'crawler' }, 1003],
    [{ app_id: 'bigquery-crawler', entrypoint: 'miner' }, 1003],
    [{ app_id: 'kafka-apache' }, 1003],
    [{ app_id: 'atlan-glue', schedule: { cron: 'nonsense' } }, 400],
    [{ app_id: 'atlan-glue', schedule: { cron: '0 9 * * *', timezone: 'Mars/Olympus' } }, 400],
    [{ app_id: 'atlan-glue', name: ' ' }, 400],
    [{ app_id: 'atlan-glue', inputs: { ...appInputs, note: 'x'.repeat(1_000_001) } }, 1000],
  ])('refuses %j and makes nothing', async (more, code) => {
    const count = async () => (await ask(maker, 'GET app?limit=200')).json['workflows'] as unknown[];
    const before = await count();
    const { status, json } = await ask(maker, 'POST app', { name: newGuid(), inputs: appInputs, ...more });
    expect([status, json['code']]).toEqual([400, code]);
    expect(await count()).toHaveLength(before.length);
  });

  it('takes null for absent and both spellings of a name', async () => {
    const inputs = { ...appInputs, agent_json: null, 'include-filter': '{}', exclude_filter: null, user_id: 'x' };
    const { slug } = await create(maker, { inputs, schedule: null, entrypoint: null, run: false });
    const { json } = await ask(maker, `GET app/${slug}`);
    expect(json['inputs']).toEqual({ ...appInputs, include_filter: '{}' });
  });

  it('adds and removes schedules, each under an id of its own', async () => {
    const { slug, json } = await create(maker, { run: false, schedule: { cron: '0 9 * * *' } });
    expect(json).not.toHaveProperty('run_id');
    const added = await ask(maker, `POST app/${slug}/schedule`, { cron: '30 18 * * 1-5', timezone: 'Europe/Paris' });
    const again = await ask(maker, `POST app/${slug}/schedule`, { cron: '30 18 * * 1-5', timezone: 'Europe/Paris' });
    expect(again.json).toEqual(added.json);
    const listed = await ask(maker, `GET app/${slug}`);
    expect(listed.json['schedules']).toMatchObject([
      { trigger_id: json['schedule_trigger_id'], cron: '0 9 * * *', timezone: 'UTC' },
      { trigger_id: added.json['trigger_id'], cron: '30 18 * * 1-5', timezone: 'Europe/Paris' },
    ]);
    const trigger = String(added.json['trigger_id']);
    const pausing = `POST /api/clavis/v1/schedules/${slug}-${trigger}/pause` as const;
    expect(await ask(stranger, pausing)).toMatchObject({ status: 404 });
    expect(await ask(maker, pausing)).toMatchObject({ status: 200, json: { spec: { suspend: true } } });
    const { json: held } = await ask(maker, `GET app/${slug}`);
    expect((held['schedules'] as object[]).at(-1)).toMatchObject({ paused: true, next_run_at: null });
    const all = (await ask(maker, 'GET /api/service/runs/cron')).json['items'] as { metadata: { name: string } }[];
    expect(all.map(({ metadata }) => metadata.name)).toContain(`${slug}-${trigger}-cron`);
    const gone = await ask(maker, `DELETE app/${slug}/schedule/${trigger}`);
    expect(gone.json).toEqual({ trigger_id: trigger, deleted: true });
    expect((await ask(maker, `DELETE app/${slug}/schedule/${trigger}`)).status).toBe(404);
    expect((await ask(maker, `POST app/${slug}/schedule`, { cron: '0 9 * * *', timezone: null })).status).toBe(400);
  });

  it('is changed on its own surface only, and archived from either', async () => {
    const { slug, name } = await create(maker);
    const body = { metadata: { name: slug, annotations: { 'package.argoproj.io/name': '@atlan/glue' } }, spec: {} };
    const changed = await ask(maker, `POST /api/service/workflows/${slug}`, body);
    expect([changed.status, changed.json['info']]).toEqual([409, 'operation_unsupported']);
    const submitted = await ask(maker, 'POST /api/service/workflows?submit=true', body);
    expect([submitted.status, submitted.json['info']]).toEqual([409, 'operation_unsupported']);
    expect((await ask(maker, `POST app/${slug}/schedule`, { cron: '0 9 * * *' })).status).toBe(200);
    await world.server.inject({
      method: 'POST',
      url: `/api/service/workflows/${slug}/archive`,
      headers: { authorization: `Bearer ${maker}` },
    });
    expect((await ask(maker, `GET app/${slug}`)).status).toBe(404);
    const { rows } = await sql<{ left: number }>`
      SELECT count(*)::int AS left FROM workflow_trigger JOIN workflow ON workflow.id = workflow_id
      WHERE workflow.name = ${slug}`.execute(world.database.db);
    expect(rows).toEqual([{ left: 0 }]);
    // Its name is free again.
    expect((await ask(maker, 'POST app', { app_id: 'atlan-glue', name, inputs: appInputs })).status).toBe(200);
  });

  it('shows apps, what they take and their forms', async () => {
    expect((await ask(maker, 'GET apps/atlan-glue')).json).toEqual({
      ...{ app_id: 'atlan-glue', name: 'atlan-glue', native_ready: true, execution_mode: 'native', entrypoints: [] },
    });
    expect((await ask(maker, 'GET apps/bigquery-crawler')).json).toMatchObject({
      ...{ native_ready: false, entrypoints: [{ name: 'crawler' }] },
    });
    const contract = await ask(maker, 'GET apps/bigquery-crawler/inputs?entrypoint=crawler');
    expect(contract.json).toMatchObject({
      title: 'AppInputContract',
      type: 'object',
      required: ['connection'],
      $defs: {},
    });
    expect((await ask(maker, 'GET apps/bigquery-crawler/inputs?entrypoint=x')).json['code']).toBe(1003);
    const form = await ask(maker, 'GET /api/service/configmaps/atlan-connectors-glue?app_id=atlan-glue');
    const { config } = form.json['data'] as { config: string };
    expect(JSON.parse(config)).toMatchObject({ properties: { 'auth-type': { enum: ['iam', 'role'] }, role: {} } });
    expect((await ask(maker, 'GET /api/service/configmaps/no-such-form')).status).toBe(404);
    expect((await ask(maker, 'GET /api/clavis/v1/apps')).json['apps']).toHaveLength(33);
  });
});
