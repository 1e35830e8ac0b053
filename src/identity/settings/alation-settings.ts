/** What the workspace wants of the tokens of the Alation wire. A change holds for tokens made afterwards. */
export interface AlationSettings {
  /** Whether there are refresh and access tokens at all. Off, none is made and none is let in; those that live are kept. */
  readonly enabled: boolean;
  /** Whether a refresh token can be made by user name and password. Off, only in a browser session. */
  readonly passwordRoute: boolean;
  readonly refreshTokenDays: number;
  readonly accessTokenHours: number;
  /** For how long after its expiry a refresh token can still be regenerated; 0: not at all. */
  readonly regenerateGraceDays: number;
  /** How many access tokens of one refresh token may be active at a time; one more ends the oldest. */
  readonly activeAccessTokensMax: number;
}

/** The values without a row (Alation wire, lifetimes and configuration). */
const defaults: AlationSettings = {
  enabled: true,
  passwordRoute: true,
  refreshTokenDays: 60,
  accessTokenHours: 24,
  regenerateGraceDays: 7,
  activeAccessTokensMax: 1,
};

/** The setting's key in the table. */
export const alationSettingKeys = {
  enabled: 'alation.enabled',
  passwordRoute: 'alation.password_route',
  refreshTokenDays: 'alation.refresh_token_days',
  accessTokenHours: 'alation.access_token_hours',
  regenerateGraceDays: 'alation.regenerate_grace_days',
  activeAccessTokensMax: 'alation.active_access_tokens_max',
} as const satisfies Record<keyof AlationSettings, string>;

/** The settings in the rows of the table, by key. */
export function alationSettingsFrom(values: ReadonlyMap<string, string>): AlationSettings {
  const flag = (name: 'enabled' | 'passwordRoute') => {
    const text = values.get(alationSettingKeys[name]);
    return text === undefined ? defaults[name] : text === 'true';
  };
  const count = (name: Exclude<keyof AlationSettings, 'enabled' | 'passwordRoute'>) =>
    Number(values.get(alationSettingKeys[name]) ?? defaults[name]);
  return {
    enabled: flag('enabled'),
    passwordRoute: flag('passwordRoute'),
    refreshTokenDays: count('refreshTokenDays'),
    accessTokenHours: count('accessTokenHours'),
    regenerateGraceDays: count('regenerateGraceDays'),
    activeAccessTokensMax: count('activeAccessTokensMax'),
  };
}
