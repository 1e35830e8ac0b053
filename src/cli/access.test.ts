import { afterEach, describe, expect, test } from 'vitest';
import {
  type Answer,
  type AnsweringServer,
  type SeenRequest,
  startAnsweringServer,
} from '../../test/support/answering-server.ts';
import { runCommand } from '../../test/scenarios/doors/captured-terminal.ts';

let server: AnsweringServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

async function serve(answer: (request: SeenRequest) => Answer): Promise<void> {
  server = await startAnsweringServer(answer);
}

const run = (args: readonly string[], input = '') =>
  runCommand(args, { CLAVIS_URL: server?.url ?? '', CLAVIS_TOKEN: 'a-token' }, { input });

const by = {
  id: 'p1',
  kind: 'policy',
  name: 'read db',
  parent: { kind: 'persona', guid: 'g', name: 'Readers', qualifiedName: 'default/x' },
};
const actor = { id: 'a', kind: 'user', username: 'rita', state: 'active' };
const asset = { guid: 't', typeName: 'Table', qualifiedName: 'default/glue/1/t', name: 't' };
const allowed = {
  ...{
    decision: 'allow',
    stage: 'allow',
    action: 'asset.read',
    actor,
    asset,
    by: [by],
    masks: [],
    epoch: 1,
    trace: 'trace-1',
  },
  ceiling: { role: 'member', ok: true },
  considered: [{ id: 'p1', effect: 'allow', matched: true, why: {}, from: by }],
  hidden: { by: 0, considered: 0 },
};
const denied = {
  ...{ ...allowed, decision: 'deny', stage: 'no_grant', by: [], considered: [] },
  missing: { lift: [], oneOf: [{ kind: 'link-persona', text: 'link to persona `Readers`' }], hidden: 1 },
  grantors: { connectionAdmins: ['olga'], workspaceOwners: ['olga', 'ada'] },
};

describe('clavis access', () => {
  test('an API token may be meant by its name, as in other commands', async () => {
    const token = {
      id: '0f3b8d1e-3a52-4c1b-9d55-9a2c6a1b7f10',
      clientId: 'apikey-1a2b',
      displayName: 'nightly',
      attributes: { createdAt: '1767225600000', createdBy: 'a', description: '', personaQualifiedName: [] },
    };
    const unknown = { errorCode: 'ATLAS-404-00-00B', errorMessage: 'there is no actor `nightly`', code: 404 };
    const asked: string[] = [];
    await serve(({ url }) => {
      asked.push(url);
      if (url.startsWith('/api/service/apikeys'))
        return {
          body: {
            totalRecord: 1,
            filterRecord: 1,
            records: url.includes('offset=0') || !url.includes('offset') ? [token] : [],
          },
        };
      if (url.includes('actor=apikey-1a2b')) return { body: allowed };
      return { status: 404, body: { ...unknown, info: 'record_not_found' } };
    });
    const { code, out } = await run(['access', 'explain', 'nightly', 'asset.read', 'Table', 'default/glue/1/t']);
    expect(code).toBe(0);
    expect(asked.at(-1)).toContain('actor=apikey-1a2b');
    expect(out).toContain('may `asset.read`');
  });

  test('explain says the verdict, what decides, and the trace', async () => {
    await serve(() => ({ body: allowed }));
    const { code, out } = await run(['access', 'explain', 'rita', 'asset.read', 'Table', 'default/glue/1/t']);
    expect(code).toBe(0);
    expect(out).toContain('`rita` may `asset.read` on Table `default/glue/1/t`');
    expect(out).toContain('by policy `read db` of persona `Readers`');
    expect(out).toContain('trace: trace-1');
    expect(server?.seen[0]?.url).toBe(
      '/api/clavis/v1/access/explain?actor=rita&action=asset.read&typeName=Table&qualifiedName=default%2Fglue%2F1%2Ft',
    );
  });

  test('explain says what is missing, and who could give it', async () => {
    await serve(() => ({ body: denied }));
    const { out } = await run(['access', 'explain', 'me', 'asset.read', '0f3b8d1e-3a52-4c1b-9d55-9a2c6a1b7f10']);
    expect(out).toContain('may not');
    expect(out).toContain('link to persona `Readers`');
    expect(out).toContain('who could: olga, ada');
    expect(out).toContain('1 more that you may not read');
  });

  test('an asset that is neither a guid nor type and name is refused before anything is sent', async () => {
    await serve(() => ({ body: allowed }));
    const { code, err } = await run(['access', 'who', 'asset.read', 'orders']);
    expect(code).toBe(2);
    expect(err).toContain('a guid, or a type and a qualified name');
    expect(server?.seen).toEqual([]);
  });

  test('review as CSV makes no formula of a name', async () => {
    const holdings = [{ kind: 'persona', guid: 'g', name: '=1+1', via: 'actor rita' }];
    await serve(() => ({
      body: {
        at: null,
        historySince: '2026-01-01T00:00:00.000Z',
        actors: [{ ...actor, role: 'member', alive: true, holdings, hidden: 0 }],
      },
    }));
    const { out } = await run(['access', 'review', '--csv', '--at', '2026-01-31']);
    expect(out).toBe("who,kind,role,alive,what,name,via\r\nrita,user,member,yes,persona,'=1+1,actor rita\r\n");
    expect(server?.seen[0]?.url).toBe('/api/clavis/v1/access/review?at=2026-01-31');
  });

  test('simulate sends the draft and shows who gains', async () => {
    const side = {
      assets: 2,
      perAction: [{ action: 'asset.read', count: 2 }],
      samples: [{ guid: 't', typeName: 'Table', qualifiedName: 'a/b' }],
    };
    const lost = { assets: 0, perAction: [], samples: [] };
    await serve(() => ({
      body: {
        changes: [{ actorCount: 1, actors: [actor], gained: side, lost }],
        totals: { affected: 3, gaining: 1, losing: 0 },
        epoch: 1,
      },
    }));
    const { code, out } = await run(['access', 'simulate', '-f', '-'], 'remove:\n  - p1\n');
    expect(code).toBe(0);
    expect(server?.seen[0]?.body).toEqual({ remove: ['p1'] });
    expect(out).toContain('Of 3 actors that this touches, 1 would gain and 0 would lose.');
    expect(out).toContain('+ Table a/b');
  });

  test('unused shows what there is, and says so when there is nothing', async () => {
    const none = {
      days: 90,
      actors: [],
      emptyParents: [],
      dormantPolicies: [],
      deadAdmins: [],
      emptyPolicies: [],
      hidden: 0,
    };
    await serve(() => ({ body: none }));
    expect((await run(['access', 'unused'])).out).toBe('Everything is in use.\n');
  });
});

describe('clavis policy test', () => {
  const file = `
tests:
  - name: rita reads
    actor: rita
    action: asset.read
    asset: { type: Table, qualifiedName: default/glue/1/t }
    expect: allow
    by: read db
  - name: rita does not write
    actor: rita
    action: asset.update
    asset: t
    expect: deny
`;

  test('ends with 0 when everything is as expected', async () => {
    await serve(({ url }) => ({ body: url.includes('update') ? denied : allowed }));
    const { code, out } = await run(['policy', 'test', '-'], file);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('ok') as string });
    expect(out).not.toContain('FAILED');
  });

  test('ends with 1 and the reason of the first that is not, after the table', async () => {
    await serve(() => ({
      body: { ...allowed, sentence: 'it is allowed by `write all`', by: [{ ...by, name: 'write all' }] },
    }));
    const { code, out, err } = await run(['policy', 'test', '-'], file);
    expect(code).toBe(1);
    expect(out.match(/FAILED/g)).toHaveLength(2);
    expect(err).toBe('2 of 2 tests failed; first `rita reads`: it is allowed by `write all`\n');
  });

  test('counts an actor or asset that is not there as a failed test and goes on', async () => {
    await serve(() => ({ status: 404, body: { errorCode: 'ATLAS-404-00-005', message: 'not found', requestId: 'r' } }));
    const { code, err } = await run(['policy', 'test', '-'], file);
    expect(code).toBe(1);
    expect(err).toContain('2 of 2 tests failed');
  });

  test('a server that refuses is no failed test', async () => {
    await serve(() => ({ status: 403, body: { errorCode: 'ATLAS-403-00-001', message: 'refused', requestId: 'r' } }));
    const { code, err } = await run(['policy', 'test', '-'], file);
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('error: refused') as string });
  });

  test.each([
    ['tests:\n  - actor: a\n    action: [x\n', '-:4:'],
    ['tests: []', '-:1: must be a mapping'],
    [
      'tests:\n  - actor: rita\n    action: asset.read\n    asset: t\n    expect: maybe\n  - actor: 7\n    colour: red\n',
      '-:5: tests.0.expect: must be allow or deny',
    ],
  ])('a file that is wrong is refused with its lines, and nothing is asked: %j', async (text, hint) => {
    await serve(() => ({ body: allowed }));
    const { code, err } = await run(['policy', 'test', '-'], text);
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining(hint) as string });
    expect(server?.seen).toEqual([]);
  });

  test('tells every problem of a file at once', async () => {
    const { err } = await run(['policy', 'test', '-'], 'tests:\n  - actor: 7\n    colour: red\n');
    for (const hint of ['colour: is not known', 'actor: must be a text', 'action: is missing', 'expect: must be']) {
      expect(err).toContain(hint);
    }
  });
});
