import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../test/support/database.ts';
import { attemptOf, claimOnlyStep } from '../testing/claim-only-step.ts';
import { createBench, type Bench } from '../testing/create-bench.ts';
import { createCredential, updateCredential } from './save-credential.ts';

describe('a credential in the hands of a run', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await createBench(await createTestDatabase());
  });
  afterAll(() => bench.close());

  it('is what it is now at every step, and each use is counted, the first in the run recorded', async () => {
    const body = { name: 'a credential', connectorConfigName: 'test-connectors-count', password: 'the first' };
    const { id } = await createCredential(bench.deps, bench.admin, { body, isTested: false });
    const guid = String(id);
    const claimed = await claimOnlyStep(bench, 'test-count-7000000000');
    const { context } = await attemptOf(bench, claimed);
    expect(await context.credential(guid)).toMatchObject({ password: 'the first' });
    await updateCredential(bench.deps, bench.admin, { guid, body: { password: 'the second' } });
    const { context: next } = await attemptOf(bench, claimed);
    expect(await next.credential(guid)).toMatchObject({ password: 'the second' });

    const uses = await bench.deps.db.selectFrom('credential_use').selectAll().execute();
    expect(uses).toMatchObject([{ credential_id: guid, run_id: claimed.run.id, times: 2 }]);
    const records = await bench.deps.db
      .selectFrom('audit_record')
      .select(['actor_id', 'object_id', 'detail'])
      .where('action', '=', 'credential.use')
      .execute();
    expect(records).toEqual([
      { actor_id: bench.admin.actorId, object_id: guid, detail: { name: 'a credential', run: claimed.run.name } },
    ]);
    await expect(context.credential('no guid')).rejects.toMatchObject({ code: 'record_not_found' });
  });
});
