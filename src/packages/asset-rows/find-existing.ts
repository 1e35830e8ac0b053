import { type CatalogDeps, type EntityHeader } from '../../catalog/index.ts';
import { type JsonObject } from '../../foundation/index.ts';
import { type AssetDraft } from './asset-draft.ts';
import { listAssets, type Reader } from './list-assets.ts';
import { findGlossaries, glossaryOf } from './term-names.ts';

/** A stored asset that a draft means. */
export interface ExistingAsset {
  readonly guid: string;
  readonly typeName: string;
  readonly qualifiedName: string;
  readonly name: string;
  readonly isPartial: boolean;
}

/** How drafts are matched with what is stored. */
export interface Matching {
  readonly isCaseSensitive: boolean;
  /** A table, a view and a materialised view of one name are one. */
  readonly isTableViewAgnostic: boolean;
}

/** What a draft was found to be: an asset, none, or several of which none is the one. */
export type Match = ExistingAsset | 'none' | 'several';

const interchangeable = new Set(['Table', 'View', 'MaterialisedView']);
// Named by the server: a file from elsewhere says their names and not what they are called here.
const namedByServer = new Set([
  'AtlasGlossary',
  'AtlasGlossaryTerm',
  'AtlasGlossaryCategory',
  'DataDomain',
  'DataProduct',
]);

interface Candidate extends ExistingAsset {
  readonly isActive: boolean;
}

/** Finds what drafts mean among what the reader may read, in their order: a number of statements that does not depend on theirs. */
export async function findExisting(
  scope: { readonly catalog: CatalogDeps; readonly reader: Reader; readonly matching: Matching },
  drafts: readonly AssetDraft[],
): Promise<readonly Match[]> {
  const { catalog, reader, matching } = scope;
  const exact = await listCandidates(catalog, reader, { terms: { qualifiedName: unique(drafts, 'qualifiedName') } });
  const byName = Map.groupBy(exact, ({ qualifiedName }) => qualifiedName);
  const found = drafts.map((draft) => choose(fitting(byName.get(draft.qualifiedName) ?? [], draft, matching), draft));
  const missing = drafts.filter((_, index) => found[index] === 'none');
  const others = new Map([
    ...(await findServerNamed(catalog, reader, missing)),
    ...(matching.isCaseSensitive ? [] : await findInAnyCase(scope, missing)),
  ]);
  return drafts.map((draft, index) => others.get(draft) ?? found[index] ?? 'none');
}

function unique(drafts: readonly AssetDraft[], key: 'qualifiedName' | 'name' | 'typeName'): string[] {
  return [...new Set(drafts.map((draft) => draft[key]))].filter((text) => text !== '');
}

async function listCandidates(catalog: CatalogDeps, reader: Reader, filter: JsonObject): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  const listing = { query: { bool: { filter: [filter] } }, attributes: ['isPartial'] };
  for await (const page of listAssets(catalog, reader, listing)) candidates.push(...page.map(candidateOf));
  return candidates;
}

function candidateOf({ guid, typeName, status, attributes }: EntityHeader): Candidate {
  const { qualifiedName, name, isPartial } = attributes;
  const names = { qualifiedName: String(qualifiedName), name: String(name) };
  return { guid, typeName, ...names, isPartial: isPartial === true, isActive: status === 'ACTIVE' };
}

function fitting(
  candidates: readonly Candidate[],
  { typeName }: AssetDraft,
  { isTableViewAgnostic }: Matching,
): readonly Candidate[] {
  const isLoose = isTableViewAgnostic && interchangeable.has(typeName);
  return candidates.filter((one) => one.typeName === typeName || (isLoose && interchangeable.has(one.typeName)));
}

/** The type that is said before another one, what is active before what is archived. */
function choose(candidates: readonly Candidate[], { typeName }: AssetDraft): Match {
  const ranked = [
    candidates.filter((one) => one.typeName === typeName && one.isActive),
    candidates.filter((one) => one.typeName !== typeName && one.isActive),
    candidates.filter((one) => one.typeName === typeName),
    candidates,
  ].find((some) => some.length > 0);
  const [only, ...rest] = ranked ?? [];
  if (only === undefined) return 'none';
  return rest.length === 0 ? only : 'several';
}

/** What is spelt in another case. Narrowed by name, which an index answers in any case. */
async function findInAnyCase(
  { catalog, reader, matching }: { catalog: CatalogDeps; reader: Reader; matching: Matching },
  drafts: readonly AssetDraft[],
): Promise<ReadonlyMap<AssetDraft, Match>> {
  const nameOf = ({ qualifiedName }: AssetDraft): string => qualifiedName.slice(qualifiedName.lastIndexOf('/') + 1);
  const names = [...new Set(drafts.flatMap((draft) => [nameOf(draft), draft.name]))].filter((name) => name !== '');
  if (names.length === 0) return new Map();
  const candidates = await listCandidates(catalog, reader, { terms: { 'name.keyword': names } });
  const byLowerName = Map.groupBy(candidates, ({ qualifiedName }) => qualifiedName.toLowerCase());
  const matches = drafts.map((draft): [AssetDraft, Match] => {
    const alike = byLowerName.get(draft.qualifiedName.toLowerCase()) ?? [];
    return [draft, choose(fitting(alike, draft, matching), draft)];
  });
  return new Map(matches.filter(([, match]) => match !== 'none'));
}

/** Glossaries and what lies in them, domains and products: by name, where their qualified name is of another catalog. */
async function findServerNamed(
  catalog: CatalogDeps,
  reader: Reader,
  missing: readonly AssetDraft[],
): Promise<ReadonlyMap<AssetDraft, Match>> {
  const drafts = missing.filter(({ typeName, name }) => namedByServer.has(typeName) && name !== '');
  if (drafts.length === 0) return new Map();
  const glossaryNames = new Set(drafts.flatMap(({ glossary }) => (glossary === null ? [] : [glossary])));
  const glossaries = await findGlossaries(catalog, reader, glossaryNames);
  const candidates = await listCandidates(catalog, reader, {
    bool: {
      filter: [
        { terms: { '__typeName.keyword': unique(drafts, 'typeName') } },
        { terms: { 'name.keyword': unique(drafts, 'name') } },
        { term: { __state: 'ACTIVE' } },
      ],
    },
  });
  const isMeant = (draft: AssetDraft, one: Candidate): boolean =>
    one.typeName === draft.typeName &&
    one.name === draft.name &&
    (draft.glossary === null || glossaries.get(glossaryOf(one.qualifiedName)) === draft.glossary);
  const matches = drafts.map((draft): [AssetDraft, Match] => [
    draft,
    choose(
      candidates.filter((one) => isMeant(draft, one)),
      draft,
    ),
  ]);
  return new Map(matches.filter(([, match]) => match !== 'none'));
}
