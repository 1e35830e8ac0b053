import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSmallWorkspace, type SmallWorkspace } from '../../test/support/small-workspace.ts';
import { newGuid } from '../foundation/index.ts';
import { transact } from '../postgres/index.ts';
import { findPrincipal, findPrincipalByUsername, insertApiToken, purgeApiToken } from './index.ts';

let workspace: SmallWorkspace;
beforeAll(async () => {
  workspace = await createSmallWorkspace();
});
afterAll(() => workspace.close());

describe('an actor as it is now', () => {
  it('is found by id and by username, with the ids of its token', async () => {
    const { db } = workspace;
    const { principal } = await workspace.addToken('nightly', 'default');
    const found = await findPrincipal(db, principal.actorId);
    expect(found).toMatchObject({ state: 'active', principal: { ...principal, epoch: expect.any(Number) } });
    expect(await findPrincipalByUsername(db, principal.username)).toEqual(found);
  });

  it('says what became of it: expired, disabled, deleted', async () => {
    const { db } = workspace;
    const common = { description: '', role: 'default', createdBy: 'somebody' } as const;
    const short = await transact(db, (tx) =>
      insertApiToken(tx, { ...common, displayName: 'short', validitySeconds: 60 }),
    );
    expect((await findPrincipal(db, short.token.actorId))?.state).toBe('active');
    await db
      .updateTable('api_token')
      .set({ expires_at: new Date(0) })
      .where('id', '=', short.token.id)
      .execute();
    expect((await findPrincipal(db, short.token.actorId))?.state).toBe('expired');
    const user = await workspace.addUser('dora', 'member');
    await db.updateTable('actor').set({ state: 'disabled' }).where('id', '=', user.actorId).execute();
    expect((await findPrincipal(db, user.actorId))?.state).toBe('disabled');
    await transact(db, (tx) => purgeApiToken(tx, short.token.id));
    expect((await findPrincipal(db, short.token.actorId))?.state).toBe('deleted');
  });

  it('is nobody for an id or a username that never was, whatever its text', async () => {
    expect(await findPrincipal(workspace.db, newGuid())).toBeNull();
    expect(await findPrincipalByUsername(workspace.db, 'nobody')).toBeNull();
    expect(await findPrincipalByUsername(workspace.db, 'no\u0000body')).toBeNull();
  });
});
