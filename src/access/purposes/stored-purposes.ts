import { type MaskType } from '../../policy/index.ts';
import { sql, type Tx } from '../../postgres/index.ts';
import { type PolicyState } from '../policies/policy-turn.ts';
import { type PurposePolicyCategory } from '../policies/wire-actions.ts';
import { type Effect } from '../../policy/index.ts';

/** Any number, the same on every node: who holds it may change what purposes grant, or tag assets that they may speak of. */
const purposeLock = 4_206_013;

/**
 * Keeps changes of purposes and of tags on assets apart until the transaction ends: who changes a purpose waits for all who tag,
 * who tags only for who changes a purpose. INVARIANT: take it before judging, since each is judged by what the other wrote.
 */
export async function holdPurposes(tx: Tx, use: 'change' | 'tag'): Promise<void> {
  if (use === 'change') await sql`SELECT pg_advisory_xact_lock(${purposeLock})`.execute(tx);
  else await sql`SELECT pg_advisory_xact_lock_shared(${purposeLock})`.execute(tx);
}

/** Which policies: those with these guids, and those of these purposes. */
export interface PurposePolicySelection {
  readonly purposeGuids?: readonly string[];
  readonly policyGuids?: readonly string[];
}

/** A policy of a purpose as it is stored, with what it belongs to. */
export interface StoredPurposePolicy extends PolicyState {
  readonly purposeGuid: string;
  /** Its own switch, whatever that of its purpose. */
  readonly ownEnabled: boolean;
}

interface Row {
  readonly guid: string;
  readonly purposeGuid: string;
  readonly category: PurposePolicyCategory;
  readonly effect: Effect;
  readonly mask: MaskType | null;
  readonly actions: readonly string[];
  readonly ownEnabled: boolean;
  readonly purposeEnabled: boolean;
  readonly tagNames: readonly string[];
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

/** The policies of purposes among what is selected, in the order of their guids. */
export async function findPurposePolicies(
  tx: Tx,
  { purposeGuids = [], policyGuids = [] }: PurposePolicySelection,
): Promise<StoredPurposePolicy[]> {
  const { rows } = await sql<Row>`
    SELECT policy.guid, policy.purpose_guid AS "purposeGuid", policy.category, policy.effect, policy.mask, policy.actions,
      policy.enabled AS "ownEnabled", purpose.enabled AS "purposeEnabled", purpose.tag_names AS "tagNames",
      array(SELECT subject FROM policy_audience WHERE policy_guid = policy.guid AND subject_kind = 'actor') AS users,
      array(SELECT subject FROM policy_audience WHERE policy_guid = policy.guid AND subject_kind = 'group') AS groups
    FROM policy JOIN purpose ON purpose.guid = policy.purpose_guid
    WHERE policy.guid IN (
      SELECT guid FROM policy WHERE guid = ANY(${policyGuids}::uuid[])
      UNION SELECT guid FROM policy WHERE purpose_guid = ANY(${purposeGuids}::uuid[]))
    ORDER BY policy.guid`.execute(tx);
  return rows.map(({ guid, category, effect, mask, actions, tagNames, ...row }) => ({
    stored: {
      ...{ guid, category, effect, mask, actions, tagNames },
      ...{ paths: [], entityTypes: [], connectionQualifiedName: null },
    },
    enabled: row.ownEnabled && row.purposeEnabled,
    audience: { users: row.users, groups: row.groups },
    purposeGuid: row.purposeGuid,
    ownEnabled: row.ownEnabled,
  }));
}

/** A purpose as it is stored, or `null`. */
export async function findPurpose(
  tx: Tx,
  guid: string,
): Promise<{ readonly enabled: boolean; readonly tagNames: readonly string[] } | null> {
  const row = await tx
    .selectFrom('purpose')
    .select(['enabled', 'tag_names as tagNames'])
    .where('guid', '=', guid)
    .executeTakeFirst();
  return row ?? null;
}
