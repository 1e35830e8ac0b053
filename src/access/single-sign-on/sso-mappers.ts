import { recordAudit } from '../../audit/index.ts';
import { CatalogError, isGuid } from '../../foundation/index.ts';
import {
  deleteSsoMapper as removeMapper,
  findIdentityProvider,
  findSsoMapper,
  insertSsoMapper,
  listSsoMappers as listMappers,
  replaceSsoMapper as replaceMapper,
  wireAliases,
  type Principal,
  type SsoMapper,
  type SsoMapperInput,
} from '../../identity/index.ts';
import { retryTransaction, type Db, type Tx } from '../../postgres/index.ts';
import { type AccessDeps } from '../deps.ts';
import { type AccessFacts } from '../gather-facts.ts';
import { requireMayTurnGroups } from '../people/group-rights.ts';
import { governSingleSignOn } from './govern-single-sign-on.ts';

/** Which mapper of which provider. */
export interface SsoMapperReference {
  readonly alias: string;
  readonly id: string;
}

/** COMPAT: official clients know five aliases and make mappers for them before there is a provider. */
async function requireAlias(db: Db | Tx, alias: string): Promise<void> {
  if (wireAliases.includes(alias) || (await findIdentityProvider(db, alias)) !== null) return;
  throw new CatalogError('record_not_found', `there is no identity provider \`${alias}\``);
}

/**
 * SECURITY: who decides who is in a group hands on what the group has, at once or later; so it is asked as if it were done by hand.
 */
async function requireMayMap(tx: Tx, facts: AccessFacts, { config }: SsoMapperInput): Promise<void> {
  const { group = '', syncMode } = config;
  await requireMayTurnGroups(tx, facts, { names: [group], gains: true, loses: syncMode !== 'IMPORT' });
}

function mapperNotFound({ alias, id }: SsoMapperReference): CatalogError {
  return new CatalogError('record_not_found', `there is no mapper \`${id}\` of \`${alias}\``);
}

async function record(
  tx: Tx,
  principal: Principal,
  { action, mapper }: { readonly action: string; readonly mapper: SsoMapper },
): Promise<void> {
  const { id, alias, name, groupName, config } = mapper;
  await recordAudit(tx, {
    actor: principal,
    action: `sso-mapper.${action}`,
    objectKind: 'sso-mapper',
    objectId: id,
    detail: { alias, name, group: groupName, config: { ...config } },
  });
}

/** The mappers of a provider, oldest first. Throws `permission_denied`, `record_not_found` for an unknown alias. */
export async function listSsoMappers(
  deps: AccessDeps,
  principal: Principal,
  alias: string,
): Promise<readonly SsoMapper[]> {
  await governSingleSignOn(deps.db, principal);
  await requireAlias(deps.db, alias);
  return listMappers(deps.db, alias);
}

/** Throws `permission_denied`, `record_not_found`. */
export async function getSsoMapper(
  deps: AccessDeps,
  principal: Principal,
  reference: SsoMapperReference,
): Promise<SsoMapper> {
  await governSingleSignOn(deps.db, principal);
  await requireAlias(deps.db, reference.alias);
  const mapper = isGuid(reference.id) ? await findSsoMapper(deps.db, reference.alias, reference.id) : null;
  if (mapper === null) throw mapperNotFound(reference);
  return mapper;
}

/**
 * From the next sign-in on, who has that group there joins this group here, with all that its personas give: so it is a grant, and
 * an admin's. Throws `permission_denied` and `connection_admin_required` (handing on what one does not hold, too), `record_not_found`
 * for an unknown alias, `field_invalid` with everything that is wrong.
 */
export async function createSsoMapper(
  deps: AccessDeps,
  principal: Principal,
  { alias, input }: { readonly alias: string; readonly input: SsoMapperInput },
): Promise<SsoMapper> {
  return retryTransaction(deps.db, async (tx) => {
    const facts = await governSingleSignOn(tx, principal);
    await requireAlias(tx, alias);
    await requireMayMap(tx, facts, input);
    const mapper = await insertSsoMapper(tx, { alias, input, by: principal.username });
    await record(tx, principal, { action: 'create', mapper });
    return mapper;
  });
}

/** Makes a mapper what is given, all of it. Throws like `createSsoMapper`. */
export async function replaceSsoMapper(
  deps: AccessDeps,
  principal: Principal,
  { reference, input }: { readonly reference: SsoMapperReference; readonly input: SsoMapperInput },
): Promise<SsoMapper> {
  return retryTransaction(deps.db, async (tx) => {
    const facts = await governSingleSignOn(tx, principal);
    await requireAlias(tx, reference.alias);
    await requireMayMap(tx, facts, input);
    const change = { ...reference, input, by: principal.username };
    const mapper = isGuid(reference.id) ? await replaceMapper(tx, change) : null;
    if (mapper === null) throw mapperNotFound(reference);
    await record(tx, principal, { action: 'update', mapper });
    return mapper;
  });
}

/** Memberships that it made stay until somebody ends them. Throws `permission_denied`, `record_not_found`. */
export async function deleteSsoMapper(
  deps: AccessDeps,
  principal: Principal,
  reference: SsoMapperReference,
): Promise<void> {
  await retryTransaction(deps.db, async (tx) => {
    await governSingleSignOn(tx, principal);
    await requireAlias(tx, reference.alias);
    const mapper = isGuid(reference.id) ? await removeMapper(tx, reference) : null;
    if (mapper === null) throw mapperNotFound(reference);
    await record(tx, principal, { action: 'delete', mapper });
  });
}
