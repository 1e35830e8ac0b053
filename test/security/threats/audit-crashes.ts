import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deriveAnchorKey, verifyAudit } from '../../../src/audit/index.ts';
import { readAnchors } from '../../../src/audit/anchor-file.ts';
import { operations } from '../../../src/contract/index.ts';
import { createVault } from '../../../src/workflows/index.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { reportFigures } from '../../support/report-figures.ts';
import { call, createServerStage, readBootstrapFile, type ServerStage } from '../../support/server-process.ts';
import { newConnection } from '../route-case.ts';

/** What clients were told before the server died. */
interface Acknowledged {
  readonly created: Set<string>;
  readonly purged: Set<string>;
  readonly saved: Set<string>;
  /** Ids of requests that were answered 403. */
  readonly denied: Set<string>;
}

interface Load {
  readonly url: string;
  readonly admin: string;
  /** A token that is refused everything, and its id. */
  readonly powerless: string;
  readonly powerlessId: string;
  readonly acknowledged: Acknowledged;
}

const clients = 12;

async function createToken({ url, admin, acknowledged }: Load): Promise<void> {
  const body = {
    displayName: 'under load',
    description: '',
    role: 'none',
    personaQualifiedNames: [],
    validitySeconds: 600,
  };
  const made = await call(url + operations.createNativeApiToken.path, { token: admin, body });
  if (made.status === 200) acknowledged.created.add((made.body as { id: string }).id);
}

async function purgeToken({ url, admin, powerlessId, acknowledged }: Load): Promise<void> {
  const id = [...acknowledged.created].find((one) => one !== powerlessId && !acknowledged.purged.has(one));
  if (id === undefined) return;
  const path = operations.purgeNativeApiToken.path.replace('{id}', id);
  const gone = await call(url + path, { token: admin, method: 'DELETE' });
  if (gone.status === 200) acknowledged.purged.add(id);
}

async function saveConnection({ url, admin, acknowledged }: Load): Promise<void> {
  const { body, qualifiedName } = newConnection([]);
  const saved = await call(url + operations.saveEntities.path, { token: admin, body });
  if (saved.status === 200) acknowledged.saved.add(qualifiedName);
}

async function beDenied({ url, powerless, acknowledged }: Load): Promise<void> {
  const answer = await call(url + operations.listUsers.path, { token: powerless });
  if (answer.status === 403) acknowledged.denied.add(answer.headers.get('x-atlan-request-id') ?? '');
}

const acts = [createToken, createToken, purgeToken, saveConnection, beDenied];

/** One client after the other thing, until the server is gone. */
async function keepAsking(load: Load): Promise<void> {
  for (;;) {
    const act = acts[randomInt(acts.length)] ?? beDenied;
    try {
      await act(load);
    } catch {
      // The connection broke: the server is dead, and this request was never acknowledged.
      return;
    }
  }
}

/** Where it happens: processes that come and go on one database, and what they promised. */
interface Site {
  readonly stage: ServerStage;
  readonly database: TestDatabase;
  readonly shared: string;
  readonly acknowledged: Acknowledged;
}

async function crash({ stage, database, shared, acknowledged }: Site): Promise<void> {
  const flags = [
    ...['--vault-key-file', join(shared, 'vault.key'), '--bootstrap-file', join(shared, 'first-admin.json')],
    ...['--audit-anchor-file', join(shared, 'anchors.jsonl')],
  ];
  const server = await stage.start({ flags, environment: { CLAVIS_DATABASE_URL: database.url } });
  const { token: admin } = await readBootstrapFile(join(shared, 'first-admin.json'));
  const body = {
    displayName: 'powerless',
    description: '',
    role: 'none',
    personaQualifiedNames: [],
    validitySeconds: 600,
  };
  const made = await call(server.url + operations.createNativeApiToken.path, { token: admin, body });
  const { id, attributes } = made.body as { id: string; attributes: { accessToken: string } };
  acknowledged.created.add(id);
  // The first of them comes some seconds after the start, and the others are as likely to be cut short as not.
  const anchors = join(shared, 'anchors.jsonl');
  await eventually('the first anchor is written', () => (existsSync(anchors) ? true : null));
  const load = { url: server.url, admin, powerless: attributes.accessToken, powerlessId: id, acknowledged };
  const kinds = [acknowledged.created, acknowledged.saved, acknowledged.denied];
  const before = kinds.map((kind) => kind.size);
  const asking = Array.from({ length: clients }, () => keepAsking(load));
  const isEnough = () => kinds.every((kind, at) => kind.size > (before[at] ?? 0) + 1);
  await eventually('some of each kind are acknowledged', () => (isEnough() ? true : null), 60_000);
  await new Promise((resolve) => setTimeout(resolve, randomInt(300, 1_500)));
  await server.kill();
  await Promise.all(asking);
}

async function strings({ database }: Site, text: string): Promise<Set<string>> {
  const { rows } = await database.pool.query<{ id: string }>(text);
  return new Set(rows.map(({ id }) => id));
}

function recorded(site: Site, action: string, id = 'object_id'): Promise<Set<string>> {
  return strings(site, `SELECT ${id} AS id FROM audit_record WHERE action = '${action}'`);
}

function missing(part: Iterable<string>, whole: ReadonlySet<string>): string[] {
  return [...part].filter((id) => !whole.has(id));
}

async function requireAcknowledgedRecorded(site: Site): Promise<void> {
  const { created, purged, denied } = site.acknowledged;
  expect(missing(created, await recorded(site, 'api-token.create'))).toEqual([]);
  expect(missing(purged, await recorded(site, 'api-token.purge'))).toEqual([]);
  expect(missing(denied, await recorded(site, 'request.deny', `detail ->> 'requestId'`))).toEqual([]);
}

async function requireAcknowledgedDone(site: Site): Promise<void> {
  const { created, purged, saved } = site.acknowledged;
  const tokens = await strings(site, 'SELECT id FROM api_token');
  expect([...purged].filter((id) => tokens.has(id))).toEqual([]);
  // One that was purged just before the crash, unheard, is gone rightly, and recorded.
  const gone = await recorded(site, 'api-token.purge');
  expect(missing(created, new Set([...tokens, ...gone]))).toEqual([]);
  expect(missing(saved, await strings(site, 'SELECT qualified_name AS id FROM asset'))).toEqual([]);
}

/** What is recorded and what is there are the same, acknowledged or not. */
async function requireRecordedIsDone(site: Site): Promise<void> {
  const purged = await recorded(site, 'api-token.purge');
  const due = missing(await recorded(site, 'api-token.create'), purged);
  const own = `display_name IN ('under load', 'powerless')`;
  expect(due.sort()).toEqual([...(await strings(site, `SELECT id FROM api_token WHERE ${own}`))].sort());
  const count = (text: string) => site.database.pool.query<{ count: number }>(text).then(({ rows }) => rows[0]?.count);
  expect(await count(`SELECT count(*) FROM audit_record WHERE action = 'asset.save'`)).toBe(
    await count(`SELECT count(*) FROM asset WHERE type_name = 'Connection'`),
  );
}

/** T14: kill -9 under load. */
export function describeAuditCrashes({ crashes }: { readonly crashes: number }): void {
  describe(`a server killed ${String(crashes)} times under load`, () => {
    const stage = createServerStage();
    const acknowledged: Acknowledged = { created: new Set(), purged: new Set(), saved: new Set(), denied: new Set() };
    let site: Site;

    beforeAll(
      async () => {
        site = { stage, acknowledged, database: await createTestDatabase(), shared: await stage.folder() };
        for (let count = 0; count < crashes; count += 1) await crash(site);
      },
      60_000 + crashes * 30_000,
    );
    afterAll(async () => {
      await stage.close();
      await site.database.close();
    });

    it('has a record of everything that it acknowledged, denials too', async () => {
      await requireAcknowledgedRecorded(site);
      const { created, purged, saved, denied } = acknowledged;
      for (const kind of [created, saved, denied]) expect(kind.size).toBeGreaterThan(crashes);
      reportFigures('T14', { crashes, acknowledged: created.size + purged.size + saved.size + denied.size });
    });

    it('has done everything that it acknowledged', () => requireAcknowledgedDone(site));

    it('has done what it has recorded, and recorded what it has done', () => requireRecordedIsDone(site));

    it('has a chain that holds, against the anchors that it wrote', async () => {
      const vault = createVault({ keyFile: join(site.shared, 'vault.key') });
      const keys = vault.deriveKeys('audit anchor').map(deriveAnchorKey);
      const anchors = await readAnchors(join(site.shared, 'anchors.jsonl'), keys);
      expect(anchors.length).toBeGreaterThan(0);
      expect(await verifyAudit(site.database.db, anchors)).toMatchObject({ intact: true });
    });

    it('would be found out if one record were missing', async () => {
      const there = await strings(site, 'SELECT id FROM api_token');
      const one = [...acknowledged.created].find((id) => there.has(id));
      await site.database.pool.query('ALTER TABLE audit_record DISABLE TRIGGER audit_record_no_change');
      await site.database.pool.query(`DELETE FROM audit_record WHERE object_id = $1`, [one]);
      await expect(requireAcknowledgedRecorded(site)).rejects.toThrow();
      await expect(requireRecordedIsDone(site)).rejects.toThrow();
      expect(await verifyAudit(site.database.db)).toMatchObject({ intact: false });
    });
  });
}
