import { CatalogError, requireNoProblems } from '../../foundation/index.ts';
import { bumpPolicyEpoch } from '../../identity/index.ts';
import { limitProblems, type Effect, type MaskType } from '../../policy/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { compilePolicy, type StoredPolicy } from './compile-policy.ts';
import { type InTransaction } from '../deps.ts';
import { requirePoliciesWithinLimit } from './policies-per-actor.ts';
import { parsePolicyResources } from './policy-resources.ts';
import { type PolicyCategory } from './wire-actions.ts';

/** A persona policy as it is to be, with actions and resources in the words of the Atlan wire. */
export interface PolicyRecord {
  readonly guid: string;
  readonly personaGuid: string;
  readonly name: string;
  readonly category: PolicyCategory;
  readonly effect: Effect;
  /** Of the effect `mask` alone. */
  readonly mask: MaskType | null;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly connectionQualifiedName: string | null;
  readonly enabled: boolean;
}

/** Holds the persona until the transaction ends, so that two policies of one name cannot be made at once. */
async function holdPersona(tx: Tx, guid: string): Promise<void> {
  const persona = await tx.selectFrom('persona').select('guid').where('guid', '=', guid).forUpdate().executeTakeFirst();
  if (persona === undefined) throw new CatalogError('reference_unresolved', `there is no persona \`${guid}\``);
}

/** The name must be free when a policy is made; a later rename is not checked (Atlan wire, persona policies). */
async function requireMayRecord(tx: Tx, { guid, personaGuid, name }: PolicyRecord): Promise<void> {
  const stored = await tx.selectFrom('policy').select('persona_guid').where('guid', '=', guid).executeTakeFirst();
  if (stored !== undefined) {
    if (stored.persona_guid === personaGuid) return;
    throw new CatalogError('operation_unsupported', `policy \`${name}\` cannot be moved to another persona`);
  }
  const taken = await tx
    .selectFrom('policy')
    .select('guid')
    .where('persona_guid', '=', personaGuid)
    .where(sql<boolean>`lower(name) = lower(${name})`)
    .executeTakeFirst();
  if (taken === undefined) return;
  throw new CatalogError('policy_invalid', `the persona already has a policy called \`${name}\``);
}

/** The policy as decisions read it. Throws `policy_invalid` with what is wrong with its resources, or makes it too large. */
export function storedPersonaPolicy(policy: Omit<PolicyRecord, 'name' | 'personaGuid' | 'enabled'>): StoredPolicy {
  const { guid, category, effect, mask, actions, connectionQualifiedName } = policy;
  const { paths, entityTypes, problems } = parsePolicyResources(policy.resources, policy, 'attributes.policyResources');
  const places = { paths, entityTypes, connectionQualifiedName, tagNames: null };
  const stored = { guid, category, effect, mask, actions, ...places };
  requireNoProblems('policy_invalid', [
    ...problems,
    ...compilePolicy(stored).flatMap((one) => limitProblems(one, 'attributes.policyResources')),
  ]);
  return stored;
}

/**
 * Makes a persona policy what it is given to be, inside the transaction that saves the asset. It holds for every call that
 * starts after the commit.
 * Throws `policy_invalid` (resources, a taken name, too large), `field_invalid` (too many policies for a member),
 * `reference_unresolved` without the persona.
 */
export async function recordPolicy({ tx }: InTransaction, policy: PolicyRecord): Promise<void> {
  const { guid, personaGuid, category, name, effect, mask, enabled, connectionQualifiedName } = policy;
  const { actions, paths, entityTypes } = storedPersonaPolicy(policy);
  await holdPersona(tx, personaGuid);
  await requireMayRecord(tx, policy);
  const values = {
    ...{ name, category, effect, mask, enabled },
    actions: [...actions],
    paths: [...paths],
    entity_types: [...entityTypes],
    connection_qualified_name: connectionQualifiedName,
  };
  await tx
    .insertInto('policy')
    .values({ guid, persona_guid: personaGuid, ...values })
    .onConflict((conflict) => conflict.column('guid').doUpdateSet(values))
    .execute();
  await requirePoliciesWithinLimit(tx, { personaGuids: [personaGuid] });
  await bumpPolicyEpoch(tx);
}
