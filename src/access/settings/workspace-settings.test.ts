import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createSmallWorkspace, type SmallWorkspace } from '../../../test/support/small-workspace.ts';
import { type Principal, type WorkspaceSettings } from '../../identity/index.ts';
import { createApiToken } from '../api-tokens/create-api-token.ts';
import { getWorkspaceSettings, updateWorkspaceSettings } from './workspace-settings.ts';

const defaults: WorkspaceSettings = {
  tokens: { defaultRole: 'default', validitySecondsMax: null, neverExpiresAllowed: true, revokeOnRetiredUse: false },
  sessions: { confirmBeforeSecrets: false },
  alation: {
    ...{ enabled: true, passwordRoute: true, refreshTokenDays: 60, accessTokenHours: 24 },
    ...{ regenerateGraceDays: 7, activeAccessTokensMax: 1 },
  },
};
const day = 86_400;

let workspace: SmallWorkspace;
let admin: Principal;
beforeAll(async () => {
  workspace = await createSmallWorkspace();
  admin = await workspace.addUser('boss', 'admin');
});
afterAll(() => workspace.close());
afterEach(async () => {
  await updateWorkspaceSettings(workspace, admin, defaults);
});

const create = (validitySeconds: number | null) =>
  createApiToken(workspace, admin, { displayName: 'T', description: '', personaQualifiedNames: [], validitySeconds });

describe('settings of the workspace', () => {
  test('start as documented, and change one by one', async () => {
    expect(await getWorkspaceSettings(workspace, admin)).toEqual(defaults);
    const changed = await updateWorkspaceSettings(workspace, admin, { tokens: { defaultRole: 'none' } });
    expect(changed).toEqual({ ...defaults, tokens: { ...defaults.tokens, defaultRole: 'none' } });
    expect(await getWorkspaceSettings(workspace, admin)).toEqual(changed);
    expect(await updateWorkspaceSettings(workspace, admin, {})).toEqual(changed);
    expect(await updateWorkspaceSettings(workspace, admin, { tokens: { validitySecondsMax: 60 } })).toMatchObject({
      tokens: { defaultRole: 'none', validitySecondsMax: 60 },
    });
    const without = await updateWorkspaceSettings(workspace, admin, { tokens: { validitySecondsMax: null } });
    expect(without.tokens.validitySecondsMax).toBeNull();
  });

  test('are recorded before and after', async () => {
    await updateWorkspaceSettings(workspace, admin, { tokens: { revokeOnRetiredUse: true } });
    const { detail } = await workspace.db
      .selectFrom('audit_record')
      .select('detail')
      .where('action', '=', 'settings.update')
      .orderBy('sequence', 'desc')
      .executeTakeFirstOrThrow();
    const told = typeof detail === 'string' ? (JSON.parse(detail) as unknown) : detail;
    expect(told).toMatchObject({
      before: { tokens: { revokeOnRetiredUse: false } },
      after: { tokens: { revokeOnRetiredUse: true } },
    });
  });

  test.each([59, 0, -1, 1.5, 409_968_000])('a maximum of %d seconds is refused', async (validitySecondsMax) => {
    await expect(updateWorkspaceSettings(workspace, admin, { tokens: { validitySecondsMax } })).rejects.toMatchObject({
      code: 'field_invalid',
      details: [{ path: 'tokens.validitySecondsMax' }],
    });
  });

  test.each(['member', 'guest'] as const)('are none of the business of a %s', async (role) => {
    const person = await workspace.addUser(`some-${role}`, role);
    await expect(getWorkspaceSettings(workspace, person)).rejects.toMatchObject({ code: 'permission_denied' });
    await expect(updateWorkspaceSettings(workspace, person, {})).rejects.toMatchObject({ code: 'permission_denied' });
  });
});

describe('how long a new token may live', () => {
  test('a maximum refuses what is longer, and no expiry, naming the maximum', async () => {
    await updateWorkspaceSettings(workspace, admin, { tokens: { validitySecondsMax: 30 * day } });
    await expect(create(31 * day)).rejects.toThrow(
      'at most `2592000` seconds (30 days), the maximum of this workspace',
    );
    await expect(create(null)).rejects.toThrow('got no expiry');
    await expect(create(-1)).rejects.toMatchObject({ code: 'field_invalid', details: [{ path: 'validitySeconds' }] });
    expect((await create(30 * day)).token.validitySeconds).toBe(30 * day);
  });

  test('"never" can be forbidden without a maximum', async () => {
    await updateWorkspaceSettings(workspace, admin, { tokens: { neverExpiresAllowed: false } });
    await expect(create(null)).rejects.toThrow('below `409968000` seconds');
    await expect(create(409_968_000)).rejects.toMatchObject({ code: 'field_invalid' });
    expect((await create(409_967_999)).token.validitySeconds).toBe(409_967_999);
  });

  test('a new maximum shortens no token that lives', async () => {
    const { token } = await create(null);
    await updateWorkspaceSettings(workspace, admin, {
      tokens: { validitySecondsMax: day, neverExpiresAllowed: false },
    });
    const { expires_at } = await workspace.db
      .selectFrom('api_token')
      .select('expires_at')
      .where('id', '=', token.id)
      .executeTakeFirstOrThrow();
    expect(expires_at).toBeNull();
  });
});
