import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../test/support/database.ts';
import { newGuid, type JsonObject } from '../../foundation/index.ts';
import { loadSigningKeys } from '../../identity/index.ts';
import { openCredential } from '../credentials/open-credential.ts';
import { createCredential, updateCredential } from '../credentials/save-credential.ts';
import type { WorkflowsDeps } from '../deps.ts';
import { submitWorkflow } from '../submit-workflow.ts';
import { countWorkflow, createBench, type Bench } from '../testing/create-bench.ts';
import { createVault } from '../vault.ts';
import { getVaultStatus } from './get-vault-status.ts';
import { rewrapSecrets } from './rewrap-secrets.ts';
import { rotateVaultKey } from './rotate-vault-key.ts';

const secretCount = 30;

function credential(password: string): JsonObject {
  return { name: 'a credential', connectorConfigName: 'test-connectors-count', username: 'right', password };
}

describe('exchanging the wrapping key', () => {
  let bench: Bench;
  let folder = '';
  let keyFile = '';
  /** Two nodes on one database with one key file. */
  let here: WorkflowsDeps;
  let there: WorkflowsDeps;
  let run: { readonly id: string; readonly workflowId: string };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vault-'));
    keyFile = join(folder, 'vault.key');
    bench = await createBench(await createTestDatabase());
    here = { ...bench.deps, vault: createVault({ keyFile }) };
    there = { ...bench.deps, vault: createVault({ keyFile }) };
    await submitWorkflow(here, bench.admin, countWorkflow('test-count-6000000000'));
    const row = await here.db.selectFrom('run').select(['id', 'workflow_id']).executeTakeFirstOrThrow();
    run = { id: row.id, workflowId: row.workflow_id };
  });
  afterAll(async () => {
    await bench.close();
    await rm(folder, { recursive: true });
  });

  const make = async (password: string): Promise<string> => {
    const { id } = await createCredential(here, bench.admin, { body: credential(password), isTested: false });
    return String(id);
  };

  const passwordOf = async (deps: WorkflowsDeps, guid: string): Promise<string | null> => {
    const reader = { principal: bench.admin, workflowId: run.workflowId, runId: run.id, runName: 'a run' };
    return (await openCredential(deps, reader, guid)).password;
  };

  /** Batch after batch until the end, as a client does it. */
  async function rewrapAll(deps: WorkflowsDeps, limit: number): Promise<number> {
    let rewrapped = 0;
    for (let after: string | null = null; ;) {
      const batch = await rewrapSecrets(deps, bench.admin, { limit, after });
      rewrapped += batch.rewrappedCount;
      if (batch.next === null) return rewrapped;
      after = batch.next;
    }
  }

  it('fails no reader and no writer, whoever does it where, and leaves nothing under the old key', async () => {
    const guids: string[] = [];
    for (let at = 0; at < secretCount; at += 1) guids.push(await make(`password ${String(at)} 0`));
    const written = new Map(guids.map((guid, at) => [guid, `password ${String(at)} 0`]));
    const signingKeys = { db: here.db, clock: here.clock, log: here.log };
    await loadSigningKeys({ ...signingKeys, sealer: here.vault.derive('oauth-signing-keys') });
    const former = await getVaultStatus(here, bench.admin);
    let reads = 0;
    let writes = 0;
    let isOver = false;
    const read = async (deps: WorkflowsDeps, first: number): Promise<void> => {
      for (let at = first; !isOver; at += 7) {
        const guid = guids[at % secretCount] ?? '';
        // It may be the one written just now; it is never one that was not.
        expect(await passwordOf(deps, guid)).toMatch(new RegExp(`^password ${String(guids.indexOf(guid))} \\d+$`));
        reads += 1;
      }
    };
    const write = async (deps: WorkflowsDeps, mine: number): Promise<void> => {
      for (let turn = 1; !isOver; turn += 1) {
        const at = (turn * 2 + mine) % secretCount;
        const guid = guids[at] ?? '';
        const password = `password ${String(at)} ${String(turn)}`;
        await updateCredential(deps, bench.admin, { guid, body: { password } });
        written.set(guid, password);
        writes += 1;
      }
    };
    const load = [read(here, 0), read(there, 1), write(here, 0), write(there, 1)];
    const exchange = async () => {
      const rotated = await rotateVaultKey(here, bench.admin);
      return { ...rotated, done: await Promise.all([rewrapAll(here, 7), rewrapAll(there, 11)]) };
    };
    const { keyId, formerKeyId, done } = await exchange().finally(() => {
      isOver = true;
    });
    await Promise.all(load);
    expect(formerKeyId).toBe(former.currentKeyId);
    await rewrapAll(there, 1_000);

    expect(reads).toBeGreaterThan(0);
    expect(writes).toBeGreaterThan(0);
    expect(done[0] + done[1]).toBeGreaterThan(0);
    const status = await getVaultStatus(there, bench.admin);
    expect(status).toMatchObject({ currentKeyId: keyId, remainingCount: 0, secretCount: former.secretCount });
    expect(status.keys).toEqual([
      { id: keyId, source: 'file', state: 'current', secretCount: status.secretCount },
      { id: formerKeyId, source: 'file', state: 'removable', secretCount: 0 },
    ]);
    for (const [guid, password] of written) expect(await passwordOf(here, guid)).toBe(password);

    // The old key goes: the file without its last line is all that anybody needs.
    const [newest = ''] = (await readFile(keyFile, 'utf8')).split('\n');
    await writeFile(keyFile, `${newest}\n`, { mode: 0o600 });
    const alone = { ...bench.deps, vault: createVault({ keyFile }) };
    for (const [guid, password] of written) expect(await passwordOf(alone, guid)).toBe(password);
    const sealer = alone.vault.derive('oauth-signing-keys');
    expect(await loadSigningKeys({ ...signingKeys, sealer })).toHaveLength(1);
    expect((await getVaultStatus(alone, bench.admin)).keys).toHaveLength(1);
  });

  it('keeps hands off what does not open: counted under the key that is missing, told, and whole when the key is back', async () => {
    const lost = { ...bench.deps, vault: createVault({ key: randomBytes(32) }) };
    const { id } = await createCredential(lost, bench.admin, { body: credential('kept'), isTested: false });
    const lostId = lost.vault.keyring.keys()[0].id;
    const before = await here.db.selectFrom('credential').select('sealed').where('id', '=', String(id)).execute();
    const batch = await rewrapSecrets(here, bench.admin, { limit: 1_000, after: null });
    expect(batch).toMatchObject({ rewrappedCount: 0, passedOverCount: 1, status: { remainingCount: 1 } });
    expect(batch.status.keys).toContainEqual({ id: lostId, source: null, state: 'missing', secretCount: 1 });
    await expect(passwordOf(here, String(id))).rejects.toThrow(`vault key \`${lostId}\`, which is not here`);
    expect(await here.db.selectFrom('credential').select('sealed').where('id', '=', String(id)).execute()).toEqual(
      before,
    );
    expect(await passwordOf(lost, String(id))).toBe('kept');
    await here.db.deleteFrom('credential').where('id', '=', String(id)).execute();
  });

  it('is for whoever manages the settings; a position that is none is refused', async () => {
    const other = await bench.createActor('service-account-otto', 'default');
    for (const principal of [bench.member, other]) {
      const denied = { code: 'permission_denied' };
      await expect(getVaultStatus(here, principal)).rejects.toMatchObject(denied);
      await expect(rotateVaultKey(here, principal)).rejects.toMatchObject(denied);
      await expect(rewrapSecrets(here, principal, { limit: 1, after: null })).rejects.toMatchObject(denied);
    }
    for (const after of ['actor', 'credential:1', "credential:' OR true", `asset:${newGuid()}`]) {
      await expect(rewrapSecrets(here, bench.admin, { limit: 1, after })).rejects.toMatchObject({
        code: 'field_invalid',
      });
    }
  });

  it('is refused with what to do where keys are handed in, and leaves records where it is done', async () => {
    const fixed = { ...bench.deps, vault: createVault({ key: randomBytes(32) }) };
    await expect(rotateVaultKey(fixed, bench.admin)).rejects.toMatchObject({ code: 'state_conflict' });
    const records = await here.db
      .selectFrom('audit_record')
      .select(['action', 'object_kind', 'detail'])
      .where('object_kind', '=', 'vault-key')
      .execute();
    expect(records.filter(({ action }) => action === 'vault-key.create')).toHaveLength(1);
    expect(records.filter(({ action }) => action === 'vault-key.rewrap').length).toBeGreaterThan(1);
  });
});
