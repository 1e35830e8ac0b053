import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomBytes } from 'node:crypto';
import { createLogger, isJsonObject, systemClock, type JsonObject } from '../../foundation/index.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { systemActor } from '../../audit/index.ts';
import { addSigningKey, loadSigningKeys, type SigningKeyDeps } from '../index.ts';

/** Seals nothing, but knows which key it pretends to be. */
function fakeSealer(keyId: string): SigningKeyDeps['sealer'] {
  return {
    seal: (id, value) => ({ sealed: Buffer.from(JSON.stringify({ id, value })), keyId }),
    open: (id, secret) => {
      const read = JSON.parse(secret.sealed.toString()) as { id: string; value: JsonObject };
      if (secret.keyId !== keyId || read.id !== id || !isJsonObject(read.value)) throw new Error('cannot be opened');
      return read.value;
    },
  };
}

describe('signing keys', () => {
  let database: TestDatabase;
  let deps: SigningKeyDeps;
  beforeEach(async () => {
    database = await createTestDatabase();
    const log = createLogger({ level: 'silent' });
    deps = { db: database.db, clock: systemClock, log, sealer: fakeSealer('one') };
  });
  afterEach(() => database.close());

  const kids = async () => (await loadSigningKeys(deps)).map(({ kid }) => kid);
  const age = (id: string, interval: string) =>
    database.pool.query('UPDATE oauth_signing_key SET created_at = created_at - $2::interval WHERE id = $1', [
      id,
      interval,
    ]);

  it('the first start makes one, once, also when several nodes start at one moment', async () => {
    const loaded = await Promise.all([1, 2, 3].map(() => kids()));
    expect(new Set(loaded.flat()).size).toBe(1);
    expect(await kids()).toEqual(loaded[0]);
    const [key] = await loadSigningKeys(deps);
    expect(key).toMatchObject({ kty: 'RSA', alg: 'RS256', use: 'sig' });
  });

  it('a new one is published at once and signs after ten minutes; the one before stays published for three days', async () => {
    const [first = ''] = await kids();
    await expect(addSigningKey(deps, systemActor)).rejects.toMatchObject({ code: 'state_conflict' });
    await age(first, '10 minutes');
    const second = await addSigningKey(deps, systemActor);
    await expect(addSigningKey(deps, systemActor)).rejects.toMatchObject({ code: 'state_conflict' });
    expect(await kids()).toEqual([first, second]);
    await age(second, '10 minutes');
    expect(await kids()).toEqual([second, first]);
    await age(second, '3 days');
    await age(first, '3 days');
    expect(await kids()).toEqual([second, first]);
    await age(second, '1 hour');
    await age(first, '1 hour');
    expect(await kids()).toEqual([second]);
  });

  it('one that cannot be opened is passed over; where none is left a new one is made', async () => {
    const [first = ''] = await kids();
    deps = { ...deps, sealer: fakeSealer(randomBytes(4).toString('hex')) };
    const [other] = await kids();
    expect(other).not.toBe(first);
    expect(await kids()).toEqual([other]);
  });
});
