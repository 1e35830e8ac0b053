import { findPurpose, findPurposePolicies, holdPurposes, recordPurpose, type PolicyTurn } from '../../access/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import { sql } from '../../postgres/index.ts';
import { findUnknownTags } from '../typedefs/tag-definition.ts';
import type { AssetRow } from './asset-row.ts';
import { tagResources } from './policy-rules.ts';
import { requireMayChangePurposePolicy } from './purpose-rights.ts';
import type { SaveScope } from './save-scope.ts';
import { textsOf } from './texts-of.ts';

interface PurposeChange {
  readonly before: AssetRow | null;
  readonly after: AssetRow;
}

function tagsOf({ attributes }: AssetRow): string[] {
  return textsOf(attributes, 'purposeClassifications');
}

function isEnabled({ attributes }: AssetRow): boolean {
  return attributes['isAccessControlEnabled'] !== false;
}

/** A tag that a purpose has already may have been purged meanwhile; it names nothing then, and need not be taken off first. */
async function requireTags({ tx }: SaveScope, { before, after }: PurposeChange): Promise<void> {
  const had = before === null ? [] : tagsOf(before);
  const [unknown] = await findUnknownTags(
    tx,
    tagsOf(after).filter((tag) => !had.includes(tag)),
  );
  if (unknown === undefined) return;
  throw new CatalogError('tag_unknown', `unknown tag \`${unknown}\` in \`attributes.purposeClassifications\``);
}

/** Every policy of the purpose speaks of its tags and follows its switch; decisions look at the purpose, this is how it reads. */
async function rewritePolicies({ tx }: SaveScope, { before, after }: PurposeChange): Promise<void> {
  if (before === null) return;
  const enabled = isEnabled(after);
  const shown = {
    policyResources: tagResources(tagsOf(after)),
    ...(enabled === isEnabled(before) ? {} : { isPolicyEnabled: enabled }),
  };
  await sql`
    UPDATE asset SET attributes = asset.attributes || ${JSON.stringify(shown)}::jsonb, version = asset.version + 1
    FROM relationship AS link
    WHERE link.type_name = 'access_control_policies' AND link.end1_guid = ${after.guid} AND asset.guid = link.end2_guid`.execute(
    tx,
  );
}

/** What the change of the purpose makes of each of its policies: other tags, or another switch, which switches them all. */
async function findTurns({ tx }: SaveScope, after: AssetRow): Promise<PolicyTurn[]> {
  const stored = await findPurpose(tx, after.guid);
  if (stored === null) return [];
  const enabled = isEnabled(after);
  const switched = enabled !== stored.enabled;
  const policies = await findPurposePolicies(tx, { purposeGuids: [after.guid] });
  return policies.map((before) => ({
    before,
    after: {
      stored: { ...before.stored, tagNames: tagsOf(after) },
      enabled: switched ? enabled : before.enabled,
      audience: before.audience,
    },
  }));
}

function isSameTags(before: AssetRow, after: AssetRow): boolean {
  const [had, has] = [tagsOf(before), tagsOf(after)];
  return had.length === has.length && had.every((tag) => has.includes(tag));
}

function isUnchanged({ before, after }: PurposeChange): boolean {
  if (before === null || before.state !== after.state || before.name !== after.name) return false;
  return isEnabled(before) === isEnabled(after) && isSameTags(before, after);
}

/** Tells `access` what a purpose that was just written speaks of, and shows it on its policies. */
export async function governPurpose(scope: SaveScope, change: PurposeChange): Promise<void> {
  const { after } = change;
  if (after.state !== 'ACTIVE' || isUnchanged(change)) return;
  await requireTags(scope, change);
  await holdPurposes(scope.tx, 'change');
  await requireMayChangePurposePolicy(scope, await findTurns(scope, after));
  const { guid, qualifiedName, name } = after;
  await recordPurpose(scope, { guid, qualifiedName, name, enabled: isEnabled(after), tagNames: tagsOf(after) });
  await rewritePolicies(scope, change);
}
