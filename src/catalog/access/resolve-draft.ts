import { hasCapability, isConnectionAdmin, requireCapability, type DraftRows } from '../../access/index.ts';
import { CatalogError, requireNoProblems, type Problem } from '../../foundation/index.ts';
import { sql } from '../../postgres/index.ts';
import { findAssetsByGuid } from '../entities/asset-store.ts';
import { isRealGuid } from '../entities/object-reference.ts';
import { mayExplainAll, type Asker } from './asker.ts';
import type { AccessDraft, DraftLink } from './draft.ts';
import {
  findParent,
  judgeAdded,
  judgeUpdated,
  removalProblems,
  type Judged,
  type Known,
  type Parent,
  type StoredDraftPolicy,
} from './judge-draft.ts';

/** A draft with everything that it names found. */
export interface ResolvedDraft {
  readonly rows: DraftRows;
  /** Guids of personas and of policies of purposes whose holders may gain or lose. */
  readonly touched: ReadonlySet<string>;
  /** Whether it speaks of tags, and so of assets wherever they are. */
  readonly isByTag: boolean;
}

function parentNames({ add = [], link = [], unlink = [] }: AccessDraft): string[] {
  const policies = add.flatMap(({ persona, purpose }) => [persona, purpose]);
  return [...policies, ...[...link, ...unlink].map(({ persona }) => persona)].flatMap((name) => name ?? []);
}

function policyGuids({ update = [], remove = [] }: AccessDraft): string[] {
  return [...update.map(({ guid }) => guid), ...remove].filter(isRealGuid).map((guid) => guid.toLowerCase());
}

async function readable(asker: Asker, guids: readonly string[]): Promise<ReadonlySet<string>> {
  if (hasCapability(asker.authority.facts.principal, 'persona.read')) return new Set(guids);
  const rows = await findAssetsByGuid(asker.tx, guids);
  return new Set(rows.filter((row) => asker.authority.may('asset.read', row)).map(({ guid }) => guid));
}

async function readParents(
  { tx }: Asker,
  names: readonly string[],
  guids: readonly string[],
): Promise<readonly Parent[]> {
  const byGuid = [...names.filter(isRealGuid).map((name) => name.toLowerCase()), ...guids];
  const { rows } = await sql<Parent>`
    SELECT guid, 'persona' AS kind, qualified_name AS "qualifiedName", enabled, NULL AS "tagNames" FROM persona
    WHERE qualified_name = ANY(${names}::text[]) OR guid = ANY(${byGuid}::uuid[])
    UNION ALL SELECT guid, 'purpose', qualified_name, enabled, tag_names FROM purpose
    WHERE qualified_name = ANY(${names}::text[]) OR guid = ANY(${byGuid}::uuid[])`.execute(tx);
  return rows;
}

async function findKnown(asker: Asker, draft: AccessDraft): Promise<Known> {
  const { tx } = asker;
  const stored = await sql<StoredDraftPolicy>`
    SELECT guid, name, connection_qualified_name AS "connectionQualifiedName",
      coalesce(persona_guid, purpose_guid) AS "parentGuid"
    FROM policy WHERE guid = ANY(${policyGuids(draft)}::uuid[])`.execute(tx);
  const parentGuids = stored.rows.map(({ parentGuid }) => parentGuid);
  const parents = await readParents(asker, parentNames(draft), parentGuids);
  const shown = await readable(
    asker,
    [...stored.rows, ...parents].map(({ guid }) => guid),
  );
  const policies = stored.rows.filter(({ guid }) => shown.has(guid));
  const assets = await findAssetsByGuid(
    tx,
    policies.map(({ guid }) => guid),
  );
  const taken = await sql<Known['takenNames'][number]>`
    SELECT guid, lower(name) AS name, persona_guid AS "parentGuid" FROM policy
    WHERE persona_guid = ANY(${parents.map(({ guid }) => guid)}::uuid[])`.execute(tx);
  return {
    parents: parents.filter(({ guid }) => shown.has(guid) || parentGuids.includes(guid)),
    policies,
    attributes: new Map(assets.map(({ guid, attributes }) => [guid, attributes])),
    takenNames: taken.rows,
  };
}

interface Links {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly problems: readonly Problem[];
}

async function findMember({ tx }: Asker, { actor, group }: DraftLink): Promise<{ kind: string; name: string } | null> {
  if (group !== undefined) {
    const found = await tx.selectFrom('user_group').select('name').where('name', '=', group).executeTakeFirst();
    return found === undefined ? null : { kind: 'group', name: found.name };
  }
  const found = await tx
    .selectFrom('actor')
    .select(['kind', 'username as name'])
    .where('username', 'in', [actor ?? '', `service-account-${actor ?? ''}`])
    .where('state', '!=', 'deleted')
    .executeTakeFirst();
  return found ?? null;
}

async function resolveLinks(
  asker: Asker,
  known: Known,
  list: { readonly of: readonly DraftLink[]; readonly at: string },
): Promise<Links> {
  const rows: Readonly<Record<string, unknown>>[] = [];
  const problems: Problem[] = [];
  for (const [index, one] of list.of.entries()) {
    const at = `${list.at}[${String(index)}]`;
    const persona = findParent(known, 'persona', one.persona);
    const member = (one.actor === undefined) === (one.group === undefined) ? null : await findMember(asker, one);
    if (persona === undefined)
      problems.push({ path: `${at}.persona`, message: `there is no persona \`${one.persona}\`` });
    if (member === null)
      problems.push({ path: at, message: 'exactly one of `actor` and `group` is needed, and must exist' });
    if (persona === undefined || member === null) continue;
    rows.push({ persona_guid: persona.guid, subject_kind: member.kind, subject: member.name });
  }
  return { rows, problems };
}

/**
 * SECURITY: who may not explain everything tries out only what they could write: policies of connections that they administer.
 */
function requireMayTry({ authority: { facts } }: Asker, known: Known, judged: readonly Judged[]): void {
  if (mayExplainAll(facts)) return;
  const connections = [
    ...known.policies.map(({ connectionQualifiedName }) => connectionQualifiedName),
    ...judged.flatMap(({ row }) => (row === null ? [] : [row['connection_qualified_name'] as string | null])),
  ];
  const foreign = connections.find((name) => name === null || !isConnectionAdmin(facts, name));
  if (foreign === undefined) return;
  if (foreign === null) requireCapability(facts.principal, 'access.explain');
  throw new CatalogError(
    'connection_admin_required',
    `\`${facts.principal.username}\` is not admin for connection \`${String(foreign)}\``,
  );
}

/** Problems of one draft that are told at most. */
const problemsMax = 200;

/**
 * Finds what a draft names and judges its policies as a save would. Throws `policy_invalid` with every problem; `permission_denied` and
 * `connection_admin_required` for who may not try it.
 */
export async function resolveDraft(asker: Asker, draft: AccessDraft): Promise<ResolvedDraft> {
  const { facts } = asker.authority;
  const { add = [], update = [], remove = [], link = [], unlink = [] } = draft;
  const isLinking = link.length + unlink.length > 0;
  if (!mayExplainAll(facts) && (isLinking || facts.connections.length === 0)) {
    requireCapability(facts.principal, 'access.explain');
  }
  const known = await findKnown(asker, draft);
  const judged = [
    ...add.map((one, index) => judgeAdded(known, one, `add[${String(index)}]`)),
    ...update.map(({ guid, attributes }, index) =>
      judgeUpdated(known, guid, { attributes, at: `update[${String(index)}]` }),
    ),
  ];
  const linked = await resolveLinks(asker, known, { of: link, at: 'link' });
  const unlinked = await resolveLinks(asker, known, { of: unlink, at: 'unlink' });
  requireNoProblems(
    'policy_invalid',
    [
      ...judged.flatMap(({ problems }) => problems),
      ...removalProblems(known, draft),
      ...linked.problems,
      ...unlinked.problems,
    ].slice(0, problemsMax),
  );
  requireMayTry(asker, known, judged);
  const policies = judged.flatMap(({ row }) => (row === null ? [] : [row]));
  const gone = [...update.map(({ guid }) => guid), ...remove].map((guid) => guid.toLowerCase());
  const rows = {
    ...{ gone, policies, audience: judged.flatMap(({ audience }) => audience) },
    ...{ linked: linked.rows, unlinked: unlinked.rows },
  };
  return { rows, ...touchedBy(known, rows) };
}

function touchedBy({ policies, parents }: Known, rows: DraftRows): Pick<ResolvedDraft, 'touched' | 'isByTag'> {
  const guids = (name: string, some: readonly Readonly<Record<string, unknown>>[]) =>
    some.flatMap((row) => (typeof row[name] === 'string' ? [row[name]] : []));
  const touched = [
    ...rows.gone,
    ...policies.map(({ parentGuid }) => parentGuid),
    ...[...guids('guid', rows.policies), ...guids('persona_guid', rows.policies)],
    ...[...rows.linked, ...rows.unlinked].flatMap((row) => guids('persona_guid', [row])),
  ];
  const isPurpose = ({ parentGuid }: StoredDraftPolicy) =>
    parents.find(({ guid }) => guid === parentGuid)?.kind === 'purpose';
  const isByTag = policies.some(isPurpose) || guids('purpose_guid', rows.policies).length > 0;
  return { touched: new Set(touched), isByTag };
}
