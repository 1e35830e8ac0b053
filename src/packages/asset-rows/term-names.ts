import { type CatalogDeps } from '../../catalog/index.ts';
import { listAssets, type Reader } from './list-assets.ts';

/** A term by its name and the name of its glossary, as files have it: `Revenue@@@Finance`. */
export interface TermName {
  readonly term: string;
  readonly glossary: string;
}

const divider = '@@@';

export function renderTermName({ term, glossary }: TermName): string {
  return `${term}${divider}${glossary}`;
}

/** `null` for a text that is none. The last divider counts: names of glossaries are the plainer ones. */
export function parseTermName(text: string): TermName | null {
  const at = text.lastIndexOf(divider);
  const name = { term: text.slice(0, at).trim(), glossary: text.slice(at + divider.length).trim() };
  return at < 0 || name.term === '' || name.glossary === '' ? null : name;
}

/** The glossary is what stands behind the `@` of the qualified name of a term or category. */
export function glossaryOf(qualifiedName: string): string {
  return qualifiedName.slice(qualifiedName.indexOf('@') + 1);
}

/** Names of glossaries by qualified name; one statement however many there are. */
export async function findGlossaryNames(
  catalog: CatalogDeps,
  reader: Reader,
  qualifiedNames: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  if (qualifiedNames.size === 0) return names;
  const filter = [
    { term: { '__typeName.keyword': 'AtlasGlossary' } },
    { terms: { qualifiedName: [...qualifiedNames] } },
  ];
  for await (const page of listAssets(catalog, reader, { query: { bool: { filter } } })) {
    for (const { attributes } of page) names.set(String(attributes['qualifiedName']), String(attributes['name']));
  }
  return names;
}

/** Guids of active terms by what `renderTermName` makes of their names; two statements however many are asked for. */
export async function findTerms(
  catalog: CatalogDeps,
  reader: Reader,
  wanted: readonly TermName[],
): Promise<ReadonlyMap<string, string>> {
  const terms = new Map<string, string>();
  if (wanted.length === 0) return terms;
  const glossaries = await findGlossaries(catalog, reader, new Set(wanted.map(({ glossary }) => glossary)));
  const filter = [
    { term: { '__typeName.keyword': 'AtlasGlossaryTerm' } },
    { term: { __state: 'ACTIVE' } },
    { terms: { 'name.keyword': [...new Set(wanted.map(({ term }) => term))] } },
    { terms: { __glossary: [...glossaries.keys()] } },
  ];
  for await (const page of listAssets(catalog, reader, { query: { bool: { filter } } })) {
    for (const { guid, attributes } of page) {
      const glossary = glossaries.get(glossaryOf(String(attributes['qualifiedName']))) ?? '';
      terms.set(renderTermName({ term: String(attributes['name']), glossary }), guid);
    }
  }
  return terms;
}

/** Names of active glossaries by qualified name; one statement, none where no name is asked for. */
export async function findGlossaries(
  catalog: CatalogDeps,
  reader: Reader,
  names: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  if (names.size === 0) return found;
  const filter = [
    { term: { '__typeName.keyword': 'AtlasGlossary' } },
    { term: { __state: 'ACTIVE' } },
    { terms: { 'name.keyword': [...names] } },
  ];
  for await (const page of listAssets(catalog, reader, { query: { bool: { filter } } })) {
    // The field folds case.
    for (const { attributes } of page.filter((one) => names.has(String(one.attributes['name'])))) {
      found.set(String(attributes['qualifiedName']), String(attributes['name']));
    }
  }
  return found;
}
