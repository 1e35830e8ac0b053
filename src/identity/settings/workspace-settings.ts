import { sql, type Db, type Tx } from '../../postgres/index.ts';
import type { Role } from '../principal.ts';
import { alationSettingKeys, alationSettingsFrom, type AlationSettings } from './alation-settings.ts';

/** The roles an API token may have. */
export const tokenRoles = ['none', 'read', 'default', 'admin'] as const satisfies readonly Role[];
export type TokenRole = (typeof tokenRoles)[number];

/** What holds for the whole workspace and can be changed while it runs. */
export interface WorkspaceSettings {
  readonly tokens: {
    /** Of a token made without a role, as on the Atlan wire, which has no field for it. */
    readonly defaultRole: TokenRole;
    /** The longest validity a new token may have, in seconds; `null`: no maximum. */
    readonly validitySecondsMax: number | null;
    /** Whether a new token may have no expiry. With a maximum none may. */
    readonly neverExpiresAllowed: boolean;
    /** Whether the use of a retired secret suspends its token. */
    readonly revokeOnRetiredUse: boolean;
  };
  readonly sessions: {
    /** Whether a browser session must have proved its password lately to be shown the secret of an API token. */
    readonly confirmBeforeSecrets: boolean;
  };
  readonly alation: AlationSettings;
}

/** What is absent stays. */
export interface SettingChanges {
  readonly tokens?: Partial<WorkspaceSettings['tokens']>;
  readonly sessions?: Partial<WorkspaceSettings['sessions']>;
  readonly alation?: Partial<AlationSettings>;
}

/** The values of the settings that have no row. */
const defaults: Omit<WorkspaceSettings, 'alation'> = {
  tokens: { defaultRole: 'default', validitySecondsMax: null, neverExpiresAllowed: true, revokeOnRetiredUse: false },
  sessions: { confirmBeforeSecrets: false },
};

function readFlag(text: string | undefined, absent: boolean): boolean {
  return text === undefined ? absent : text === 'true';
}

/** The settings as of this moment. */
export async function readWorkspaceSettings(db: Db | Tx): Promise<WorkspaceSettings> {
  const rows = await db.selectFrom('workspace_setting').select(['key', 'value']).execute();
  const values = new Map(rows.map(({ key, value }) => [key, value]));
  const { tokens, sessions } = defaults;
  const max = values.get('tokens.validity_seconds_max');
  return {
    tokens: {
      defaultRole: tokenRoles.find((role) => role === values.get('tokens.default_role')) ?? tokens.defaultRole,
      validitySecondsMax: max === undefined ? tokens.validitySecondsMax : Number(max),
      neverExpiresAllowed: readFlag(values.get('tokens.never_expires_allowed'), tokens.neverExpiresAllowed),
      revokeOnRetiredUse: readFlag(values.get('tokens.revoke_on_retired_use'), tokens.revokeOnRetiredUse),
    },
    sessions: {
      confirmBeforeSecrets: readFlag(values.get('sessions.confirm_before_secrets'), sessions.confirmBeforeSecrets),
    },
    alation: alationSettingsFrom(values),
  };
}

/** The same, held until the transaction ends: changes follow one another. */
export async function lockWorkspaceSettings(tx: Tx): Promise<WorkspaceSettings> {
  await sql`LOCK TABLE workspace_setting IN SHARE ROW EXCLUSIVE MODE`.execute(tx);
  return readWorkspaceSettings(tx);
}

type SettingValue = string | number | boolean | null | undefined;

async function writeSetting(tx: Tx, key: string, value: SettingValue): Promise<void> {
  if (value === undefined) return;
  if (value === null) {
    await tx.deleteFrom('workspace_setting').where('key', '=', key).execute();
    return;
  }
  await tx
    .insertInto('workspace_setting')
    .values({ key, value: String(value) })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: String(value) }))
    .execute();
}

/** Writes the settings that are given, inside the caller's transaction, and answers all of them. */
export async function writeWorkspaceSettings(tx: Tx, changes: SettingChanges): Promise<WorkspaceSettings> {
  const { tokens, sessions, alation = {} } = changes;
  await writeSetting(tx, 'tokens.default_role', tokens?.defaultRole);
  await writeSetting(tx, 'tokens.validity_seconds_max', tokens?.validitySecondsMax);
  await writeSetting(tx, 'tokens.never_expires_allowed', tokens?.neverExpiresAllowed);
  await writeSetting(tx, 'tokens.revoke_on_retired_use', tokens?.revokeOnRetiredUse);
  await writeSetting(tx, 'sessions.confirm_before_secrets', sessions?.confirmBeforeSecrets);
  for (const name of Object.keys(alationSettingKeys) as (keyof AlationSettings)[]) {
    await writeSetting(tx, alationSettingKeys[name], alation[name]);
  }
  return readWorkspaceSettings(tx);
}
