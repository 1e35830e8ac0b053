import { CatalogError, requireNoProblems } from '../../foundation/index.ts';
import { bumpPolicyEpoch } from '../../identity/index.ts';
import { limitProblems } from '../../policy/index.ts';
import { type Tx } from '../../postgres/index.ts';
import { type InTransaction } from '../deps.ts';
import { compilePolicy } from '../policies/compile-policy.ts';
import { requirePoliciesWithinLimit } from '../policies/policies-per-actor.ts';
import { findAudienceProblems, replaceAudience } from './audience.ts';
import { findPurpose, holdPurposes } from './stored-purposes.ts';
import { type PurposePolicy } from './validate-purpose-policy.ts';

/** A policy of a purpose as it is to be, with actions in the words of the Atlan wire. */
export interface PurposePolicyRecord extends PurposePolicy {
  readonly guid: string;
  readonly purposeGuid: string;
  readonly name: string;
  readonly enabled: boolean;
}

/**
 * SECURITY: a policy for nobody in particular must not read as one for everybody; who means everybody says `public`. One whose
 * people have all left stays as it is.
 */
async function requireAudience(tx: Tx, { guid, audience }: PurposePolicyRecord, isNew: boolean): Promise<void> {
  if (audience.users.length + audience.groups.length > 0) return;
  const had = tx.selectFrom('policy_audience').select('subject').where('policy_guid', '=', guid).limit(1);
  if (!isNew && (await had.executeTakeFirst()) === undefined) return;
  throw new CatalogError(
    'policy_invalid',
    '`attributes.policyUsers` and `attributes.policyGroups`: at least one user or group is needed; `public` in `policyGroups` is everybody',
  );
}

/** Whether the policy is a new one. */
async function requireSamePurpose(tx: Tx, { guid, purposeGuid, name }: PurposePolicyRecord): Promise<boolean> {
  const stored = await tx.selectFrom('policy').select('purpose_guid').where('guid', '=', guid).executeTakeFirst();
  if (stored === undefined) return true;
  if (stored.purpose_guid === purposeGuid) return false;
  throw new CatalogError('operation_unsupported', `policy \`${name}\` cannot be moved to another purpose`);
}

/**
 * Makes a policy of a purpose, and for whom it is, what they are given to be, inside the transaction that saves the asset. Two
 * policies of one name are two (Atlan wire, purposes).
 * Throws `policy_invalid` (nobody it would be for, too large), `field_invalid` (added names that do not exist, too many policies for
 * somebody), `reference_unresolved` without the purpose.
 */
export async function recordPurposePolicy({ tx }: InTransaction, policy: PurposePolicyRecord): Promise<void> {
  const { guid, purposeGuid, name, category, effect, mask, enabled, actions, audience } = policy;
  await holdPurposes(tx, 'change');
  const purpose = await findPurpose(tx, purposeGuid);
  if (purpose === null) throw new CatalogError('reference_unresolved', `there is no purpose \`${purposeGuid}\``);
  const places = { paths: [], entityTypes: [], connectionQualifiedName: null, tagNames: purpose.tagNames };
  const compiled = compilePolicy({ guid, category, effect, mask, actions, ...places });
  requireNoProblems(
    'policy_invalid',
    compiled.flatMap((one) => limitProblems(one, 'attributes.purposeClassifications')),
  );
  await requireAudience(tx, policy, await requireSamePurpose(tx, policy));
  requireNoProblems('field_invalid', await findAudienceProblems(tx, guid, audience));
  const values = { name, category, effect, mask, enabled, actions: [...actions] };
  await tx
    .insertInto('policy')
    .values({ guid, purpose_guid: purposeGuid, paths: [], entity_types: [], ...values })
    .onConflict((conflict) => conflict.column('guid').doUpdateSet(values))
    .execute();
  await replaceAudience(tx, guid, audience);
  await requirePoliciesWithinLimit(tx, { policyGuids: [guid] });
  await bumpPolicyEpoch(tx);
}
