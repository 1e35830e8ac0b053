import type { AnalyzerName } from '../../search/index.ts';

/** What the seeds say of an attribute's index. */
export interface SeedIndex {
  readonly name: string;
  readonly es?: { readonly normalizer?: string; readonly analyzer?: string };
  readonly esFields?: Readonly<Record<string, { readonly type: string; readonly analyzer?: string }>>;
}

/** By attribute name: the index has one field of a name, whatever types declare it. */
export type SeedsByName = ReadonlyMap<string, SeedIndex>;

/** Sub-fields of texts by their suffix, where the seeds do not say more. */
const analyzerOfSuffix: Readonly<Record<string, AnalyzerName>> = {
  text: 'atlan_text_analyzer',
  stemmed: 'atlan_text_stemmer',
  delimiter: 'atlan_delimiter_analyzer',
  hierarchy: 'atlan_path_analyzer',
};

/** What the contract says (Atlan wire, field names) and the seeds do not. */
const analyzerOfField: Readonly<Record<string, AnalyzerName>> = {
  'description.text': 'atlan_text_analyzer_v2',
  'userDescription.text': 'atlan_text_analyzer_v2',
};

/** The analyzers of appendix B. COMPAT: any other that a seed names cuts texts short, and counts as none. */
const known = new Set<string>([...Object.values(analyzerOfSuffix), ...Object.values(analyzerOfField)]);

function seeded(analyzer: string | undefined): AnalyzerName {
  return analyzer !== undefined && known.has(analyzer) ? (analyzer as AnalyzerName) : 'standard';
}

/**
 * Whose words a text field holds: `name`, `name.stemmed` … . As the seeds have it; for attributes that only the client knows, by the
 * suffix, and bare text beside a `.keyword` is analysed as in almost every seed that has both.
 */
export function analyzerOf(
  attribute: { readonly name: string; readonly index?: Readonly<Record<string, string>> },
  field: string,
  seed: SeedIndex | undefined,
): AnalyzerName {
  const said = analyzerOfField[field];
  if (said !== undefined) return said;
  const suffix = field.slice(attribute.name.length + 1);
  if (suffix === '') {
    if (seed !== undefined) return seeded(seed.es?.analyzer);
    return attribute.index?.keyword?.endsWith('.keyword') === true ? 'atlan_text_analyzer' : 'standard';
  }
  const subField = seed?.esFields?.[suffix];
  return subField === undefined ? analyzerOfSubField(field) : seeded(subField.analyzer);
}

/** The analyzer of a sub-field that no type declares, such as `x.text` of a keyword. */
export function analyzerOfSubField(field: string): AnalyzerName {
  return analyzerOfSuffix[field.slice(field.lastIndexOf('.') + 1)] ?? 'standard';
}

/** Seeds that say something of the index win over those of the same name that do not. */
export function seedsByName(seeds: readonly SeedIndex[]): SeedsByName {
  const telling = (seed: SeedIndex): boolean => seed.es !== undefined || seed.esFields !== undefined;
  return new Map(
    [...seeds.filter((seed) => !telling(seed)), ...seeds.filter(telling)].map((seed) => [seed.name, seed]),
  );
}
