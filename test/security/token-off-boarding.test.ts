import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NativeApiToken } from '../../src/contract/index.ts';
import { newGuid } from '../../src/foundation/index.ts';
import { sql } from '../../src/postgres/index.ts';
import { createTokenScene, tokensPath, type TokenScene } from './token-scene.ts';

let stage: TokenScene;
beforeAll(async () => {
  stage = await createTokenScene();
});
afterAll(() => stage.scene.world.close());

const ask: TokenScene['ask'] = (...of) => stage.ask(...of);
const done: TokenScene['done'] = (...of) => stage.done(...of);
const makeToken: TokenScene['makeToken'] = (...of) => stage.makeToken(...of);
const get: TokenScene['get'] = (id) => stage.get(id);
const whoAmI: TokenScene['whoAmI'] = (secret) => stage.whoAmI(secret);

describe('a person who leaves', () => {
  const leavings: Readonly<Record<string, (userId: string) => Promise<unknown>>> = {
    disabled: (userId) => done('POST', `/api/clavis/v1/users/${userId}/disable`, { by: stage.admin, body: {} }),
    removed: (userId) => done('DELETE', `/api/clavis/v1/users/${userId}`, { by: stage.admin }),
    'disabled behind our back': (userId) =>
      stage.scene.world.database.db.updateTable('actor').set({ state: 'disabled' }).where('id', '=', userId).execute(),
  };
  const kinds: Readonly<Record<string, object>> = {
    plain: {},
    'role read': { role: 'read' },
    'role default': { role: 'default' },
    'role admin': { role: 'admin' },
    'with scopes': { role: 'admin', scopes: { readOnly: true } },
    'with networks': { allowedNetworks: ['127.0.0.1'] },
    'with a budget': { requestsPerMinute: 500 },
    'without end': { validitySeconds: null },
    'that rotates itself': { mayRotateItself: true },
    suspended: {},
  };
  const cases = Object.keys(leavings).flatMap((leaving) => Object.keys(kinds).map((kind) => [leaving, kind] as const));

  /** What the leaving of its maker has changed about a token, beside the flag that nobody answers for it. */
  async function changesBy(leaving: string, kind: string): Promise<string[]> {
    const leaver = await stage.scene.addUser(`leaver-${newGuid()}`, 'admin');
    const { id: userId } = await done<{ id: string }>('GET', '/api/service/users/current', { by: leaver });
    const token = await makeToken(kinds[kind], leaver);
    if (kind === 'suspended') await done('POST', `${tokensPath}/${token.id}/suspend`, { body: { reason: 'before' } });
    const before = await get(token.id);
    const opened = await whoAmI(token.secret);
    await leavings[leaving]?.(userId);
    const after = await get(token.id);
    const { records } = await done<{ records: NativeApiToken[] }>('GET', `${tokensPath}?ownerless=true`);
    const flagged = {
      ...before,
      ...{ isOwnerless: true, responsible: { ...before.responsible, active: false } },
      ...{ lastUsed: after.lastUsed, useCount: after.useCount },
    };
    const change = { body: { responsibleUsername: 'boss' }, ifMatch: `"${String(after.version)}"` };
    const passedOn = await ask('PATCH', `${tokensPath}/${token.id}`, change);
    return [
      ...((await whoAmI(leaver.secret)) === 401 ? [] : ['the person is still let in']),
      ...((await whoAmI(token.secret)) === opened ? [] : ['the token is let in differently']),
      ...(JSON.stringify(after) === JSON.stringify(flagged) ? [] : [`the record is now ${JSON.stringify(after)}`]),
      ...(after.attributes.createdBy === leaver.username ? [] : ['who made it cannot be told']),
      ...(records.some(({ id }) => id === token.id) ? [] : ['it is not listed as ownerless']),
      ...((passedOn.json as NativeApiToken).isOwnerless ? ['nobody else can answer for it'] : []),
    ];
  }

  it.each(cases)('%s: a token that is %s stays as it was, flagged, traceable, and gets a new person', async (...of) => {
    expect(await changesBy(...of)).toEqual([]);
  });

  it('negative control: a server that takes tokens away with their makers is found out', async () => {
    const { db } = stage.scene.world.database;
    await sql`CREATE FUNCTION take_tokens_away() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      UPDATE actor SET state = 'disabled' WHERE created_by = NEW.username AND kind = 'token'; RETURN NULL; END $$`.execute(
      db,
    );
    await sql`CREATE TRIGGER fault AFTER UPDATE OF state ON actor FOR EACH ROW WHEN (NEW.kind = 'user')
      EXECUTE FUNCTION take_tokens_away()`.execute(db);
    expect(await changesBy('disabled', 'plain')).toContain('the token is let in differently');
    await sql`DROP TRIGGER fault ON actor`.execute(db);
  });
});
