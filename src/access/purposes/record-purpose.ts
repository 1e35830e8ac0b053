import { CatalogError } from '../../foundation/index.ts';
import { bumpPolicyEpoch } from '../../identity/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { type InTransaction } from '../deps.ts';
import { holdPurposes } from './stored-purposes.ts';

/** A purpose as it is to be. */
export interface PurposeRecord {
  readonly guid: string;
  readonly qualifiedName: string;
  readonly name: string;
  readonly enabled: boolean;
  /** Internal names of its tags, in any order; at least one. */
  readonly tagNames: readonly string[];
}

/** One set of tags is one value, whatever the order in which it was sent. */
export function tagSet(tagNames: readonly string[]): string[] {
  return [...new Set(tagNames)].sort();
}

async function requireOwnTags(tx: Tx, { guid, tagNames }: PurposeRecord): Promise<void> {
  const taken = await tx
    .selectFrom('purpose')
    .select('name')
    .where(sql<boolean>`tag_names = ${tagSet(tagNames)}::text[]`)
    .where('guid', '<>', guid)
    .executeTakeFirst();
  if (taken === undefined) return;
  throw new CatalogError('already_exists', `the purpose \`${taken.name}\` already has exactly these tags`);
}

/** Switching a purpose switches all of its policies, as with a persona; each may be switched on its own afterwards. */
async function switchPolicies(tx: Tx, { guid, enabled }: PurposeRecord): Promise<void> {
  await sql`
    UPDATE policy SET enabled = ${enabled}
    FROM purpose WHERE purpose.guid = ${guid} AND purpose.enabled <> ${enabled} AND policy.purpose_guid = purpose.guid
  `.execute(tx);
}

/**
 * Makes a purpose what it is given to be, inside the transaction that saves the asset. One that is switched on or off takes its
 * policies along; they speak of its tags from now on.
 * Throws `policy_invalid` without a tag, `already_exists` when another purpose has exactly these tags.
 */
export async function recordPurpose({ tx }: InTransaction, purpose: PurposeRecord): Promise<void> {
  const { guid, qualifiedName, name, enabled, tagNames } = purpose;
  if (tagNames.length === 0) {
    throw new CatalogError('policy_invalid', '`attributes.purposeClassifications`: at least one tag is needed');
  }
  await holdPurposes(tx, 'change');
  await requireOwnTags(tx, purpose);
  await switchPolicies(tx, purpose);
  const values = { name, enabled, tag_names: tagSet(tagNames) };
  await tx
    .insertInto('purpose')
    .values({ guid, qualified_name: qualifiedName, ...values })
    .onConflict((conflict) => conflict.column('guid').doUpdateSet(values))
    .execute();
  await bumpPolicyEpoch(tx);
}
