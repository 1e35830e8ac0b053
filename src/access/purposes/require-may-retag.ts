import { CatalogError } from '../../foundation/index.ts';
import { isUnder, matches, type Action, type AssetFacts, type Condition, type Policy } from '../../policy/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { hasCapability } from '../capabilities.ts';
import { assetCondition } from '../decide-asset.ts';
import { type InTransaction } from '../deps.ts';
import { type AccessFacts } from '../gather-facts.ts';
import { heldCondition, isWorkspaceOwner, type HandOn } from '../hand-on.ts';
import { compilePolicy, type StoredPolicy } from '../policies/compile-policy.ts';
import { holdPurposes } from './stored-purposes.ts';

/** One asset whose tags change: as it is now, and the names of its tags afterwards, its own and those that reach it alike. */
export interface Retagging {
  readonly before: AssetFacts;
  readonly tagNamesAfter: readonly string[];
}

/** The names that are in one list and not in the other. */
function changedNames({ before, tagNamesAfter }: Retagging): string[] {
  return [
    ...tagNamesAfter.filter((name) => !before.tagNames.includes(name)),
    ...before.tagNames.filter((name) => !tagNamesAfter.includes(name)),
  ];
}

/** What purposes say of assets with one of these tags, those that are switched off left out. */
async function findPoliciesOn(tx: Tx, tagNames: readonly string[]): Promise<Policy[]> {
  const { rows } = await sql<StoredPolicy>`
    SELECT policy.guid, policy.category, policy.effect, policy.mask, policy.actions, purpose.tag_names AS "tagNames",
      '{}'::text[] AS paths, '{}'::text[] AS "entityTypes", NULL AS "connectionQualifiedName"
    FROM policy JOIN purpose ON purpose.guid = policy.purpose_guid
    WHERE purpose.enabled AND policy.enabled AND purpose.tag_names && ${tagNames}::text[]
    ORDER BY policy.guid`.execute(tx);
  return rows.flatMap(compilePolicy);
}

interface Gain {
  readonly asset: AssetFacts;
  readonly action: Action;
  readonly how: HandOn;
}

/** What somebody may do after the change and not before, by this policy. */
function gainsBy(policy: Policy, { before, tagNamesAfter }: Retagging): Gain[] {
  const was = matches(policy.where, before);
  const will = matches(policy.where, { ...before, tagNames: tagNamesAfter });
  const how: HandOn = policy.effect === 'allow' ? 'grant' : 'lift';
  if (how === 'grant' ? was || !will : !was || will) return [];
  return policy.actions.map((action) => ({ asset: before, action, how }));
}

/** SECURITY: a tag may reach assets that whoever sets it cannot read; those are not named. */
function refusal(facts: AccessFacts, { asset, action, how }: Gain): CatalogError {
  const { username } = facts.principal;
  const name = matches(assetCondition(facts, 'asset.read'), asset) ? `\`${asset.qualifiedName}\`` : 'an asset';
  const gain = how === 'grant' ? 'would grant' : 'would lift what is denied or masked of';
  return new CatalogError(
    'permission_denied',
    `the tags of ${name} cannot change so: that ${gain} \`${action}\`, which \`${username}\` may not hand on there`,
  );
}

/**
 * Taking a classification off is an act of its own, for who governs the workspace or the connection.
 * SECURITY: the path says which connection that is, for an asset without one may be made to name any.
 */
function mayDeclassify({ principal, connections }: AccessFacts, asset: AssetFacts): boolean {
  if (hasCapability(principal, 'governance.declassify')) return true;
  return connections.some(({ qualifiedName }) => isUnder(asset.qualifiedName, qualifiedName));
}

/**
 * Throws `permission_denied` unless the actor may hand on what these changes of tags give to somebody. A tag that a purpose grants by
 * takes holding each granted action on that asset as it is now; losing one that a purpose denies or masks by takes `governance.declassify`
 * or being admin of the asset's connection, and holding what was denied. It makes no difference how a tag comes or goes: set on the
 * asset, or reaching it along a link or from a term. The owner of the workspace may.
 *
 * Purposes cannot change between this and the end of the transaction, nor could they since the answer was computed.
 */
export async function requireMayRetag(
  { tx }: InTransaction,
  facts: AccessFacts,
  retaggings: readonly Retagging[],
): Promise<void> {
  const names = [...new Set(retaggings.flatMap(changedNames))];
  if (names.length === 0) return;
  // The owner's as well: who changes a purpose at this moment has to see what carries its tags.
  await holdPurposes(tx, 'tag');
  if (isWorkspaceOwner(facts)) return;
  const policies = await findPoliciesOn(tx, names);
  const held = new Map<string, Condition>();
  const heldOf = ({ action, how }: Gain): Condition => {
    const key = `${how} ${action}`;
    const condition = held.get(key) ?? heldCondition(facts, action, how);
    held.set(key, condition);
    return condition;
  };
  for (const retagging of retaggings) {
    for (const gain of policies.flatMap((policy) => gainsBy(policy, retagging))) {
      const mayLift = gain.how === 'grant' || mayDeclassify(facts, gain.asset);
      if (!mayLift || !matches(heldOf(gain), gain.asset)) throw refusal(facts, gain);
    }
  }
}
