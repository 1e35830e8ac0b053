import type { AccessDocument, DeclaredPersona, DeclaredPurpose, DeclaredToken } from '../document/document.ts';
import { placeProblems, type ReadDocument } from '../document/read-document.ts';
import { type DocumentProblem, type Path } from '../document/place.ts';
import { type PathProblem } from '../document/shape-problems.ts';
import {
  type PersonaFields,
  type PolicyFields,
  type PurposeFields,
  type StoredParent,
  type StoredPolicy,
  type Workspace,
} from '../workspace/workspace.ts';
import { change } from './compare-fields.ts';
import { indexNames, type NameIndex } from './name-index.ts';
import { type PersonaPlan, type Plan, type PolicyPlan, type PurposePlan, type TokenPlan } from './plan.ts';
import { type PruneKind } from './prune-kinds.ts';
import { referenceProblems } from './reference-problems.ts';
import {
  settleConnection,
  settleGroup,
  settlePersona,
  settlePersonaPolicy,
  settlePurpose,
  settlePurposePolicy,
  settleToken,
  type ParentSwitch,
} from './settle.ts';

export interface PlanInput {
  readonly reading: ReadDocument;
  readonly workspace: Workspace;
  /** Only kinds whose section the document has; policies only of what it names with its policies. */
  readonly prune: ReadonlySet<PruneKind>;
}

export type Planning = { readonly plan: Plan } | { readonly problems: readonly DocumentProblem[] };

/** What is worked out while a plan is made. */
interface Work extends Omit<PlanInput, 'reading'> {
  readonly document: AccessDocument;
  readonly problems: PathProblem[];
}

/** What is there of that name; a name that is not its alone is a problem of the document. */
function findBefore<T extends { readonly name: string }>(
  { problems }: Work,
  index: NameIndex<T>,
  { name, path }: { readonly name: string; readonly path: Path },
): T | null {
  const obstacle = index.obstacle(name);
  if (obstacle !== null) problems.push({ path, message: `\`${name}\` ${obstacle}` });
  return index.find(name);
}

/** Deletions of what is there and not named. */
function prunedOf<T extends { readonly name: string; readonly id: string; readonly fields: object }>(
  kind: string,
  things: readonly T[],
  named: readonly { readonly name: string }[],
) {
  const index = indexNames(kind, things);
  const names = new Set(named.map(({ name }) => name));
  // What shares its name with another cannot be told from it, so neither is deleted.
  return things
    .filter((thing) => !names.has(thing.name) && index.find(thing.name) !== null)
    .map((thing) => change<T, object>(thing.name, thing, null));
}

function planGroups({ document, workspace, ...work }: Work): Plan['groups'] {
  const index = indexNames('group', workspace.groups);
  return (document.groups ?? []).map((declared, place) => {
    const path = ['groups', place, 'name'];
    const before = findBefore({ document, workspace, ...work }, index, { name: declared.name, path });
    return change(declared.name, before, settleGroup(declared, before?.fields ?? null));
  });
}

function planConnections({ document, workspace }: Work): Plan['connections'] {
  const index = indexNames('connection', workspace.connections);
  return (document.connections ?? []).flatMap((declared) => {
    const before = index.find(declared.qualifiedName);
    // Told as a reference that stands for nothing: apply makes no connections.
    return before === null ? [] : [change(before.name, before, settleConnection(declared, before.fields))];
  });
}

interface PolicyWork<Declared extends { readonly name: string }> {
  readonly at: Path;
  readonly declared: readonly Declared[] | undefined;
  readonly before: StoredParent<PersonaFields | PurposeFields> | null;
  readonly isEnabled: boolean;
  readonly settle: (declared: Declared, before: StoredPolicy | null, parent: ParentSwitch) => PolicyFields;
}

const fixedPolicyFields = ['kind', 'connection'] as const;

function fixedProblems(at: Path, { name, fields, verb }: PolicyPlan): PathProblem[] {
  if (verb !== 'update') return [];
  return fixedPolicyFields
    .filter((field) => fields.some((changed) => changed.field === field))
    .map((field) => ({
      path: [...at, field],
      message: `of a policy never changes; give the new policy a name other than \`${name}\`, and delete this one`,
    }));
}

function planPolicies<Declared extends { readonly name: string }>(
  work: Work,
  { at, declared, before, isEnabled, settle }: PolicyWork<Declared>,
): PolicyPlan[] {
  if (declared === undefined) return [];
  const there = before?.policies ?? [];
  const index = indexNames('policy', there);
  const parent = { before: before?.fields.enabled ?? null, after: isEnabled };
  const planned = declared.map((one, place) => {
    const path = [...at, 'policies', place];
    const stored = findBefore(work, index, { name: one.name, path: [...path, 'name'] });
    const plan = change(one.name, stored, settle(one, stored, parent));
    work.problems.push(...fixedProblems(path, plan));
    return plan;
  });
  const gone = work.prune.has('policies') ? prunedOf('policy', there, declared) : [];
  return [...planned, ...(gone as PolicyPlan[])];
}

function planPersona(work: Work, index: NameIndex<Workspace['personas'][number]>, place: number): PersonaPlan[] {
  const declared: DeclaredPersona | undefined = work.document.personas?.[place];
  if (declared === undefined) return [];
  const at = ['personas', place] as const;
  const before = findBefore(work, index, { name: declared.name, path: [...at, 'name'] });
  const after = settlePersona(declared, before?.fields ?? null);
  const policies = planPolicies(work, {
    ...{ at, declared: declared.policies, before, isEnabled: after.enabled, settle: settlePersonaPolicy },
  });
  return [{ ...change(declared.name, before, after), policies }];
}

function planPurpose(work: Work, index: NameIndex<Workspace['purposes'][number]>, place: number): PurposePlan[] {
  const declared: DeclaredPurpose | undefined = work.document.purposes?.[place];
  if (declared === undefined) return [];
  const at = ['purposes', place] as const;
  const before = findBefore(work, index, { name: declared.name, path: [...at, 'name'] });
  const after = settlePurpose(declared, before?.fields ?? null);
  const policies = planPolicies(work, {
    ...{ at, declared: declared.policies, before, isEnabled: after.enabled, settle: settlePurposePolicy },
  });
  return [{ ...change(declared.name, before, after), policies }];
}

/** A persona that is deleted, with the API tokens that lose what it gives. */
function withHolders({ workspace }: Work, gone: PersonaPlan): PersonaPlan {
  const tokens = workspace.tokens.filter(({ fields }) => fields.personas.includes(gone.name)).map(({ name }) => name);
  return { ...gone, policies: [], fields: [...gone.fields, { field: 'tokens', from: tokens, to: null }] };
}

function planPersonas(work: Work): PersonaPlan[] {
  const { personas } = work.workspace;
  const declared = work.document.personas ?? [];
  const index = indexNames('persona', personas);
  const planned = declared.flatMap((_, place) => planPersona(work, index, place));
  const gone = work.prune.has('personas') ? (prunedOf('persona', personas, declared) as PersonaPlan[]) : [];
  return [...planned, ...gone.map((one) => withHolders(work, one))];
}

function planPurposes(work: Work): PurposePlan[] {
  const { purposes } = work.workspace;
  const declared = work.document.purposes ?? [];
  const index = indexNames('purpose', purposes);
  const planned = declared.flatMap((_, place) => planPurpose(work, index, place));
  const gone = work.prune.has('purposes') ? (prunedOf('purpose', purposes, declared) as PurposePlan[]) : [];
  return [...planned, ...gone.map((one) => ({ ...one, policies: [] }))];
}

function roleProblems(at: Path, { name, fields, verb }: TokenPlan): PathProblem[] {
  const role = verb === 'update' ? fields.find(({ field }) => field === 'role') : undefined;
  if (role === undefined) return [];
  const message = `of API token \`${name}\` is \`${String(role.from)}\` for good; make another token for another role`;
  return [{ path: [...at, 'role'], message }];
}

function planToken(work: Work, index: NameIndex<Workspace['tokens'][number]>, place: number): TokenPlan[] {
  const declared: DeclaredToken | undefined = work.document.tokens?.[place];
  if (declared === undefined) return [];
  const at = ['tokens', place] as const;
  const before = findBefore(work, index, { name: declared.name, path: [...at, 'name'] });
  const planned = change(declared.name, before, settleToken(declared, before?.fields ?? null));
  work.problems.push(...roleProblems(at, planned));
  return [{ ...planned, expiresIn: declared.expiresIn }];
}

/** SECURITY: a token that deletes itself half-way would leave the rest undone, and nobody to say so. */
function ownTokenProblems({ workspace }: Work, gone: readonly TokenPlan[]): PathProblem[] {
  const own = gone.find(({ before }) => before?.username === workspace.directory.me);
  if (own === undefined) return [];
  const message = `would delete \`${own.name}\`, the API token that this runs with; declare it`;
  return [{ path: ['tokens'], message }];
}

function planTokens(work: Work): TokenPlan[] {
  const { tokens } = work.workspace;
  const declared = work.document.tokens ?? [];
  const index = indexNames('API token', tokens);
  const planned = declared.flatMap((_, place) => planToken(work, index, place));
  const gone = work.prune.has('tokens') ? (prunedOf('API token', tokens, declared) as TokenPlan[]) : [];
  work.problems.push(...ownTokenProblems(work, gone));
  return [...planned, ...gone];
}

/** Absent is not empty: a document without the section would delete everything there is. */
function pruneProblems({ document, prune }: Work): PathProblem[] {
  return (['personas', 'purposes', 'tokens'] as const)
    .filter((kind) => prune.has(kind) && document[kind] === undefined)
    .map((kind) => ({
      path: [],
      message: `has no section \`${kind}\` to prune by; an empty one says that there are none`,
    }));
}

/**
 * What has to happen for a workspace to be what a document says. Pure. Gives instead everything that keeps the document from
 * being applied to this workspace: names that stand for nothing or for several things, and what can never change.
 */
export function makePlan({ reading, workspace, prune }: PlanInput): Planning {
  const { document, locate } = reading;
  const work: Work = { document, workspace, prune, problems: [] };
  work.problems.push(...pruneProblems(work), ...referenceProblems(document, workspace, prune));
  const plan: Plan = {
    groups: planGroups(work),
    connections: planConnections(work),
    purposes: planPurposes(work),
    personas: planPersonas(work),
    tokens: planTokens(work),
  };
  return work.problems.length > 0 ? { problems: placeProblems(work.problems, locate) } : { plan };
}
