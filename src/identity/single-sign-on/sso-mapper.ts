import type { Problem } from '../../foundation/index.ts';
import type { Db, Tx } from '../../postgres/index.ts';
import { compileLinearPattern, PatternError } from './linear-pattern.ts';

/** The one kind of mapper there is: whoever has a group there joins a group here (Atlan wire, SSO group mappers). */
export const groupMapperKind = 'saml-group-idp-mapper';

/** The providers that official clients know; mappers may be made for them before they are configured. */
export const wireAliases: readonly string[] = ['google', 'azure', 'okta', 'jumpcloud', 'onelogin'];

/** As on the wire; keys hold dots. Empty texts are never kept. */
export type SsoMapperConfig = Readonly<Record<string, string>>;

export interface SsoMapper {
  readonly id: string;
  readonly alias: string;
  /** COMPAT: one client updates without a name and expects none afterwards. */
  readonly name: string | null;
  readonly kind: string;
  readonly groupId: string;
  readonly groupName: string;
  /** Without `group`. */
  readonly config: SsoMapperConfig;
}

/** What a caller wants a mapper to be; it replaces what there was. */
export interface SsoMapperInput {
  readonly name: string | null;
  readonly kind: string;
  /** With `group`, the name of a group here. */
  readonly config: SsoMapperConfig;
}

const configKeys = new Set([
  'syncMode',
  'attributes',
  'group',
  'attribute.name',
  'attribute.value',
  'attribute.friendly.name',
  'are.attribute.values.regex',
]);
const valueCharactersMax = 1_000;

function requiredProblems(config: SsoMapperConfig): Problem[] {
  return ['group', 'attribute.name', 'attribute.value']
    .filter((key) => config[key] === undefined)
    .map((key) => ({ path: `config.${key}`, message: 'is required' }));
}

function patternProblems(config: SsoMapperConfig): Problem[] {
  const value = config['attribute.value'];
  if (config['are.attribute.values.regex'] !== 'true' || value === undefined) return [];
  try {
    compileLinearPattern(value);
    return [];
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return [{ path: 'config.attribute.value', message: `is not an accepted regular expression: ${error.message}` }];
  }
}

function wordProblems(config: SsoMapperConfig, key: string, accepted: readonly string[]): Problem[] {
  const value = config[key];
  if (value === undefined || accepted.includes(value)) return [];
  return [{ path: `config.${key}`, message: `accepted: ${accepted.map((word) => `\`${word}\``).join(', ')}` }];
}

/** The config as it is kept: without what is empty (Atlan wire: such keys are gone when the mapper is read). */
export function withoutEmpty(config: Readonly<Record<string, string | null>>): SsoMapperConfig {
  const kept = Object.entries(config).filter(
    (entry): entry is [string, string] => entry[1] !== null && entry[1] !== '',
  );
  return Object.fromEntries(kept);
}

/** Everything that is wrong with a mapper but for its group, which the database knows. */
export function ssoMapperProblems({ kind, config }: SsoMapperInput): Problem[] {
  const unknown = Object.keys(config).filter((key) => !configKeys.has(key));
  const long = Object.keys(config).filter((key) => (config[key] ?? '').length > valueCharactersMax);
  return [
    ...(kind === groupMapperKind
      ? []
      : [{ path: 'identityProviderMapper', message: `accepted: \`${groupMapperKind}\`` }]),
    ...unknown.map((key) => ({ path: `config.${key}`, message: 'is not a known field' })),
    ...long.map((key) => ({
      path: `config.${key}`,
      message: `must have at most ${String(valueCharactersMax)} characters`,
    })),
    ...requiredProblems(config),
    ...(config['syncMode'] === undefined ? [{ path: 'config.syncMode', message: 'is required' }] : []),
    ...wordProblems(config, 'syncMode', ['FORCE', 'IMPORT']),
    // The original can compare several attributes at once through this list; here it is always the one that is named.
    ...wordProblems(config, 'attributes', ['[]']),
    ...wordProblems(config, 'are.attribute.values.regex', ['true', 'false']),
    ...patternProblems(config),
  ];
}

function selectMappers(db: Db | Tx) {
  return db
    .selectFrom('sso_mapper')
    .innerJoin('user_group', 'user_group.id', 'sso_mapper.group_id')
    .select(['sso_mapper.id', 'sso_mapper.alias', 'sso_mapper.name', 'sso_mapper.kind', 'sso_mapper.config'])
    .select(['user_group.id as groupId', 'user_group.name as groupName']);
}

/** The mappers of a provider, oldest first. */
export async function listSsoMappers(db: Db | Tx, alias: string): Promise<readonly SsoMapper[]> {
  return selectMappers(db)
    .where('sso_mapper.alias', '=', alias)
    .orderBy('sso_mapper.created_at')
    .orderBy('sso_mapper.id')
    .execute();
}

/** The same, with their groups held until the transaction ends, so that none goes away meanwhile. */
export async function holdSsoMappers(tx: Tx, alias: string): Promise<readonly SsoMapper[]> {
  return selectMappers(tx).where('sso_mapper.alias', '=', alias).forKeyShare('user_group').execute();
}

/** `id` is a guid. */
export async function findSsoMapper(db: Db | Tx, alias: string, id: string): Promise<SsoMapper | null> {
  const found = selectMappers(db).where('sso_mapper.alias', '=', alias).where('sso_mapper.id', '=', id);
  return (await found.executeTakeFirst()) ?? null;
}
