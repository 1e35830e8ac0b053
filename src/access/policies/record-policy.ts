import { CatalogError, requireNoProblems } from '../../foundation/index.ts';
import { bumpPolicyEpoch } from '../../identity/index.ts';
import { limitProblems, type Effect } from '../../policy/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { compilePolicy } from './compile-policy.ts';
import { type InTransaction } from '../deps.ts';
import { requirePoliciesWithinLimit } from './policies-per-actor.ts';
import { parsePolicyResources } from './policy-resources.ts';

/** A persona policy as it is to be, with actions and resources in the words of the Atlan wire. */
export interface PolicyRecord {
  readonly guid: string;
  readonly personaGuid: string;
  readonly name: string;
  readonly effect: Effect;
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
  throw new CatalogError('field_invalid', `the persona already has a policy called \`${name}\``);
}

/**
 * Makes a persona policy what it is given to be, inside the transaction that saves the asset. It holds for every call that
 * starts after the commit.
 * Throws `field_invalid` (resources, a taken name, a limit), `reference_unresolved` without the persona.
 */
export async function recordPolicy({ tx }: InTransaction, policy: PolicyRecord): Promise<void> {
  const { guid, personaGuid, name, effect, enabled, connectionQualifiedName } = policy;
  const resources = parsePolicyResources(policy.resources, connectionQualifiedName, 'attributes.policyResources');
  const { paths, entityTypes } = resources;
  const compiled = compilePolicy({
    guid,
    effect,
    actions: policy.actions,
    paths,
    entityTypes,
    connectionQualifiedName,
  });
  requireNoProblems('field_invalid', [...resources.problems, ...limitProblems(compiled, 'attributes.policyResources')]);
  await holdPersona(tx, personaGuid);
  await requireMayRecord(tx, policy);
  const values = {
    name,
    effect,
    enabled,
    actions: [...policy.actions],
    paths: [...paths],
    entity_types: [...entityTypes],
    connection_qualified_name: connectionQualifiedName,
  };
  await tx
    .insertInto('policy')
    .values({ guid, persona_guid: personaGuid, ...values })
    .onConflict((conflict) => conflict.column('guid').doUpdateSet(values))
    .execute();
  await requirePoliciesWithinLimit(tx, [personaGuid]);
  await bumpPolicyEpoch(tx);
}
