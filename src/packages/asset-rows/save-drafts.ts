import { saveEntitiesIn, type CatalogDeps, type MutationResult } from '../../catalog/index.ts';
import { CatalogError, isCatalogError, type JsonObject, type JsonValue } from '../../foundation/index.ts';
import { type RunContext } from '../../workflows/index.ts';
import { reference, type AssetDraft } from './asset-draft.ts';
import { findExisting, type ExistingAsset, type Match, type Matching } from './find-existing.ts';
import { blamesContent, locateRefusal } from './locate-refusal.ts';
import { type RowProblem } from './row-problems.ts';
import { findGlossaries, findTerms, renderTermName } from './term-names.ts';

/** `upsert` creates what is not there, `partial` creates it as incomplete, `update` passes over it (Atlan wire, asset import). */
export const upsertSemantics = ['upsert', 'partial', 'update'] as const;
export type UpsertSemantic = (typeof upsertSemantics)[number];

export type RunTx = Parameters<Parameters<RunContext['transact']>[0]>[0];

/** How a batch of drafts is saved. */
export interface BatchScope {
  readonly catalog: CatalogDeps;
  readonly ctx: RunContext;
  readonly semantic: UpsertSemantic;
  readonly matching: Matching;
  /** Nothing of a batch is saved when something of it cannot be; else the rest is. */
  readonly isWhole: boolean;
  /** What was not there must be made by this save: somebody else who made it meanwhile means another asset by that name. */
  readonly isMaker?: boolean;
}

/** What became of the drafts of a batch. */
export interface BatchOutcome {
  readonly created: number;
  readonly updated: number;
  /** Not there, and not to be created. */
  readonly skipped: number;
  readonly problems: readonly RowProblem[];
}

/** Writes what goes with a batch, in the transaction that saves it. */
export type Settle = (tx: RunTx, outcome: BatchOutcome) => Promise<void>;

interface Planned {
  readonly draft: AssetDraft;
  readonly existing: ExistingAsset | null;
  readonly entity: JsonObject;
}

interface Plan {
  readonly planned: readonly Planned[];
  readonly skipped: number;
  readonly problems: readonly RowProblem[];
}

/**
 * Saves one batch with the rights of the run's actor, and `settle` with it. A row that cannot be saved is a problem of the outcome; with `isWhole`
 * then nothing is saved and `settle` is not called. Saving the same batch again changes nothing. Faults of the moment are thrown.
 */
export async function saveDrafts(
  scope: BatchScope,
  drafts: readonly AssetDraft[],
  settle: Settle,
): Promise<BatchOutcome> {
  const { planned, skipped, problems } = await planBatch(scope, drafts);
  const refused: RowProblem[] = [...problems];
  const done = { created: 0, updated: 0 };
  const outcome = (): BatchOutcome => ({ ...done, skipped, problems: refused });
  if (scope.isWhole && refused.length > 0) return outcome();
  const pending: (readonly Planned[])[] = [planned];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    const isLast = pending.length === 0;
    const attempt = await trySave(scope, part, isLast ? (tx, saved) => settle(tx, add(outcome(), saved)) : null);
    if ('saved' in attempt) {
      done.created += attempt.saved.created;
      done.updated += attempt.saved.updated;
      continue;
    }
    const culprits = locateRefusal(
      attempt.refusal,
      part.map(({ draft }) => draft),
    );
    refused.push(...culprits.values());
    if (scope.isWhole) {
      if (culprits.size === 0) refused.push(...blameAll(part, attempt.refusal));
      return outcome();
    }
    pending.push(...remainders(part, culprits, () => refused.push(...blameAll(part ?? [], attempt.refusal))));
  }
  return outcome();
}

function add(outcome: BatchOutcome, saved: Saved): BatchOutcome {
  return { ...outcome, created: outcome.created + saved.created, updated: outcome.updated + saved.updated };
}

/** What is tried next when a part was refused: the rest of it, or its halves; nothing of a single row that is the culprit itself. */
function remainders(
  part: readonly Planned[],
  culprits: ReadonlyMap<number, RowProblem>,
  giveUp: () => void,
): readonly (readonly Planned[])[] {
  if (culprits.size > 0) return [part.filter((_, index) => !culprits.has(index))];
  if (part.length > 1) {
    const middle = Math.ceil(part.length / 2);
    return [part.slice(middle), part.slice(0, middle)];
  }
  giveUp();
  // Nothing to save, but still to be settled.
  return [[]];
}

const messageOf = (refusal: unknown): string =>
  isCatalogError(refusal) ? refusal.message : 'holds something that the database cannot store';

/** Nobody knows which row it is. */
function blameAll(part: readonly Planned[], refusal: unknown): readonly RowProblem[] {
  const [first] = part;
  const last = part.at(-1);
  if (first === undefined || last === undefined) return [];
  const upTo = first === last ? '' : `(one of the rows up to line ${last.draft.line}) `;
  return [{ line: first.draft.line, column: null, message: `${upTo}${messageOf(refusal)}` }];
}

interface Saved {
  readonly created: number;
  readonly updated: number;
}

/** Saves a part, with `settle` where it is the last of its batch. */
async function trySave(
  { catalog, ctx, isMaker = false }: BatchScope,
  part: readonly Planned[],
  settle: ((tx: RunTx, saved: Saved) => Promise<void>) | null,
): Promise<{ readonly saved: Saved } | { readonly refusal: unknown }> {
  const { clock, types } = catalog;
  const entities = part.map(({ entity }) => entity);
  if (entities.length === 0 && settle === null) return { saved: { created: 0, updated: 0 } };
  try {
    return await ctx.transact(async (tx) => {
      const result =
        entities.length === 0 ? {} : await saveEntitiesIn({ tx, clock, types }, ctx.principal, { entities });
      const saved = countSaved(result, part);
      // Rows of one name are one asset.
      const made = new Set(part.flatMap(({ draft, existing }) => (existing === null ? [draft.qualifiedName] : [])));
      if (isMaker && saved.created < made.size) {
        throw new CatalogError('state_conflict', 'somebody else made an asset of the same qualified name meanwhile');
      }
      if (settle !== null) await settle(tx, saved);
      return { saved };
    });
  } catch (error) {
    if (!blamesContent(error)) throw error;
    return { refusal: error };
  }
}

/** Of what the rows name; a save reports the other ends of links as updated too. */
function countSaved({ mutatedEntities = {} }: MutationResult, part: readonly Planned[]): Saved {
  const known = new Set(part.flatMap(({ existing }) => (existing === null ? [] : [existing.guid])));
  const updated = (mutatedEntities.UPDATE ?? []).filter(({ guid }) => known.has(guid));
  return { created: (mutatedEntities.CREATE ?? []).length, updated: updated.length };
}

async function planBatch(scope: BatchScope, drafts: readonly AssetDraft[]): Promise<Plan> {
  const { catalog, ctx, matching } = scope;
  const matches = await findExisting({ catalog, reader: ctx, matching }, drafts);
  const terms = await findTerms(
    catalog,
    ctx,
    drafts.flatMap((draft) => draft.terms ?? []),
  );
  const anchors = await findAnchors(scope, drafts);
  const planned: Planned[] = [];
  const problems: RowProblem[] = [];
  let skipped = 0;
  for (const [index, draft] of drafts.entries()) {
    const match = matches[index] ?? 'none';
    const found = problemsOf(draft, match, { semantic: scope.semantic, terms, anchors });
    if (match === 'none' && scope.semantic === 'update') skipped += 1;
    else if (found.length > 0) problems.push(...found);
    else {
      const existing = typeof match === 'string' ? null : match;
      planned.push({ draft, existing, entity: entityOf(draft, existing, { ...scope, terms, anchors }) });
    }
  }
  return { planned, skipped, problems };
}

interface Known {
  readonly semantic: UpsertSemantic;
  /** Guids by rendered name. */
  readonly terms: ReadonlyMap<string, string>;
  /** Qualified names by name. */
  readonly anchors: ReadonlyMap<string, string>;
}

async function findAnchors({ catalog, ctx }: BatchScope, drafts: readonly AssetDraft[]) {
  const names = new Set(drafts.flatMap(({ glossary }) => (glossary === null ? [] : [glossary])));
  const found = await findGlossaries(catalog, ctx, names);
  return new Map([...found].map(([qualifiedName, name]) => [name, qualifiedName]));
}

function problemsOf(draft: AssetDraft, match: Match, { terms, anchors }: Known): readonly RowProblem[] {
  const { line, glossary } = draft;
  const problems: RowProblem[] = [];
  const refuse = (column: string, message: string) => problems.push({ line, column: `\`${column}\``, message });
  if (match === 'several') refuse('qualifiedName', `\`${draft.qualifiedName}\` may be several assets`);
  if (match === 'none' && draft.name === '') refuse('name', 'is missing: the asset is not there yet');
  for (const name of (draft.terms ?? []).map(renderTermName)) {
    if (!terms.has(name)) refuse('assignedTerms', `there is no term \`${name}\``);
  }
  if (glossary !== null && !anchors.has(glossary)) refuse('anchor', `there is no glossary \`${glossary}\``);
  return problems;
}

function entityOf(
  draft: AssetDraft,
  existing: ExistingAsset | null,
  { semantic, terms, anchors, matching }: Known & Pick<BatchScope, 'matching'>,
): JsonObject {
  const meanings = (draft.terms ?? []).map((name): JsonValue => {
    return { typeName: 'AtlasGlossaryTerm', guid: terms.get(renderTermName(name)) ?? '' };
  });
  const anchor = draft.glossary === null ? null : (anchors.get(draft.glossary) ?? null);
  return {
    typeName: existing?.typeName ?? draft.typeName,
    ...(existing === null ? {} : { guid: existing.guid }),
    ...(draft.restores ? { status: 'ACTIVE' } : {}),
    attributes: {
      ...draft.attributes,
      ...partialOf(existing, semantic),
      qualifiedName: existing?.qualifiedName ?? draft.qualifiedName,
      name: nameOf(draft, existing, matching),
    },
    relationshipAttributes: {
      ...draft.links,
      ...(draft.terms === null ? {} : { meanings }),
      ...(anchor === null ? {} : { anchor: reference('AtlasGlossary', anchor) }),
    },
    appendRelationshipAttributes: draft.furtherLinks,
  };
}

/** What is created as incomplete stays so until somebody says all of it. */
function partialOf(existing: ExistingAsset | null, semantic: UpsertSemantic): JsonObject {
  if (existing === null) return semantic === 'partial' ? { isPartial: true } : {};
  return existing.isPartial && semantic === 'upsert' ? { isPartial: false } : {};
}

/** What was found in whatever case keeps its own. */
function nameOf({ name }: AssetDraft, existing: ExistingAsset | null, { isCaseSensitive }: Matching): string {
  if (existing === null) return name;
  const isAlike = name === '' || (!isCaseSensitive && name.toLowerCase() === existing.name.toLowerCase());
  return isAlike ? existing.name : name;
}
