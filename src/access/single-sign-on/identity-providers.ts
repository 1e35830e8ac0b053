import { recordAudit } from '../../audit/index.ts';
import { CatalogError, type JsonObject } from '../../foundation/index.ts';
import {
  deleteIdentityProvider as removeProvider,
  findIdentityProvider,
  insertIdentityProvider,
  listIdentityProviders as listProviders,
  testIdentityProvider as testProvider,
  updateIdentityProvider as changeProvider,
  type IdentityProvider,
  type IdentityProviderChange,
  type NewIdentityProvider,
  type Principal,
  type ProviderCheck,
} from '../../identity/index.ts';
import { retryTransaction, type Tx } from '../../postgres/index.ts';
import { governProviders, governSingleSignOn, type SingleSignOnDeps } from './govern-single-sign-on.ts';

export type IdentityProviderInput = Omit<NewIdentityProvider, 'by'>;
export type IdentityProviderUpdate = Omit<IdentityProviderChange, 'by'>;

/** What the audit keeps of a provider: everything but its secret. */
function detailOf(provider: IdentityProvider): JsonObject {
  const { alias, issuer, clientId, groupsClaim, usernameClaim, createsUsers, role, enabled } = provider;
  const lists = { scopes: [...provider.scopes], signingAlgorithms: [...provider.signingAlgorithms] };
  return { alias, issuer, clientId, groupsClaim, usernameClaim, createsUsers, role, enabled, ...lists };
}

async function record(
  tx: Tx,
  principal: Principal,
  { action, provider, detail }: { action: string; provider: IdentityProvider; detail: JsonObject },
): Promise<void> {
  const object = { objectKind: 'identity-provider', objectId: provider.id };
  await recordAudit(tx, { actor: principal, action: `identity-provider.${action}`, ...object, detail });
}

function changedOf(before: JsonObject, after: JsonObject): JsonObject {
  const changed = Object.keys(after).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  return Object.fromEntries(changed.map((key) => [key, { from: before[key] ?? null, to: after[key] ?? null }]));
}

/** Every provider, by alias. Throws `permission_denied`. */
export async function listIdentityProviders(
  deps: SingleSignOnDeps,
  principal: Principal,
): Promise<readonly IdentityProvider[]> {
  await governSingleSignOn(deps.db, principal);
  return listProviders(deps.db);
}

/** Throws `permission_denied`, `record_not_found`. */
export async function getIdentityProvider(
  deps: SingleSignOnDeps,
  principal: Principal,
  alias: string,
): Promise<IdentityProvider> {
  await governSingleSignOn(deps.db, principal);
  const provider = await findIdentityProvider(deps.db, alias);
  if (provider !== null) return provider;
  throw new CatalogError('record_not_found', `there is no identity provider \`${alias}\``);
}

/** From the commit on people sign in by it. Throws `permission_denied`, `field_invalid`, `already_exists`, `state_conflict`. */
export async function createIdentityProvider(
  deps: SingleSignOnDeps,
  principal: Principal,
  input: IdentityProviderInput,
): Promise<IdentityProvider> {
  return retryTransaction(deps.db, async (tx) => {
    await governProviders(tx, principal);
    const provider = await insertIdentityProvider(tx, deps.singleSignOn.sealer, { ...input, by: principal.username });
    await record(tx, principal, { action: 'create', provider, detail: detailOf(provider) });
    return provider;
  });
}

/** Changes what is named. Throws `permission_denied`, `record_not_found`, `field_invalid`, `already_exists`. */
export async function updateIdentityProvider(
  deps: SingleSignOnDeps,
  principal: Principal,
  { alias, update }: { readonly alias: string; readonly update: IdentityProviderUpdate },
): Promise<IdentityProvider> {
  return retryTransaction(deps.db, async (tx) => {
    await governProviders(tx, principal);
    const change = { ...update, by: principal.username };
    const { before, after } = await changeProvider(tx, deps.singleSignOn.sealer, { alias, change });
    const isSecretChanged = update.clientSecret !== undefined;
    const detail = { alias, changed: changedOf(detailOf(before), detailOf(after)), isSecretChanged };
    await record(tx, principal, { action: 'update', provider: after, detail });
    return after;
  });
}

/** Nobody signs in by it any more; its mappers go with it. Throws `permission_denied`, `record_not_found`. */
export async function deleteIdentityProvider(
  deps: SingleSignOnDeps,
  principal: Principal,
  alias: string,
): Promise<void> {
  await retryTransaction(deps.db, async (tx) => {
    await governProviders(tx, principal);
    const provider = await removeProvider(tx, alias);
    await record(tx, principal, { action: 'delete', provider, detail: detailOf(provider) });
  });
}

/** Asks the provider for its description and keys and says what fits. Throws `permission_denied`, `record_not_found`. */
export async function testIdentityProvider(
  deps: SingleSignOnDeps,
  principal: Principal,
  alias: string,
): Promise<readonly ProviderCheck[]> {
  const provider = await getIdentityProvider(deps, principal, alias);
  return testProvider(deps.singleSignOn, provider);
}
