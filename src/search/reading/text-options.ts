import { analyzerNames, isAnalyzerName } from '../analysis/analyze.ts';
import { type Fuzziness } from '../ast.ts';
import { readFuzziness } from './fuzziness.ts';
import { type Members, readFlag, readText, refuseValue } from './members.ts';
import { readMinimumMatch } from './minimum-match.ts';
import { below, type Place } from './place.ts';

/** What clauses of words say beside the words. */
export interface TextOptions {
  readonly mode: 'any' | 'all';
  readonly minimumShouldMatch?: string | number;
  readonly fuzziness?: Fuzziness;
  readonly allWithoutWords?: true;
  readonly analyzer?: string;
}

/** COMPAT: `lenient` is how every clause is read here; the others tune what Elasticsearch does behind the scenes. */
const tuning = [
  'auto_generate_synonyms_phrase_query',
  'fuzzy_rewrite',
  'lenient',
  'max_expansions',
  'cutoff_frequency',
];

export const textMembers: readonly string[] = [
  'operator',
  'minimum_should_match',
  'fuzziness',
  'prefix_length',
  'fuzzy_transpositions',
  'zero_terms_query',
  'analyzer',
  ...tuning,
];

/** `and` or `or`, in any case. */
export function readOperator(json: unknown, at: Place): 'any' | 'all' {
  const operator = String(json ?? 'or').toLowerCase();
  if (operator !== 'or' && operator !== 'and') refuseValue(at, json, 'and, or');
  return operator === 'and' ? 'all' : 'any';
}

export function readAnalyzer(members: Members, at: Place): { readonly analyzer?: string } {
  if (members.analyzer === undefined) return {};
  const name = readText(members.analyzer, below(at, 'analyzer')) ?? 'standard';
  if (isAnalyzerName(name)) return { analyzer: name };
  refuseValue(below(at, 'analyzer'), name, analyzerNames.join(', '));
  return {};
}

/** What a query without words means: nothing, or with `all` everything. */
export function readWithoutWords(members: Members, at: Place): { readonly allWithoutWords?: true } {
  const said = String(members.zero_terms_query ?? 'none').toLowerCase();
  if (said !== 'none' && said !== 'all')
    refuseValue(below(at, 'zero_terms_query'), members.zero_terms_query, 'none, all');
  return said === 'all' ? { allWithoutWords: true } : {};
}

/** Reads the members of a clause of words. */
export function readTextOptions(members: Members, at: Place): TextOptions {
  const mode = readOperator(members.operator, below(at, 'operator'));
  const minimum = readMinimumMatch(members.minimum_should_match, below(at, 'minimum_should_match'));
  const fuzziness = readFuzziness(members, at, { usual: 0, transpositions: 'fuzzy_transpositions' });
  readFlag(members.lenient, below(at, 'lenient'));
  return {
    mode,
    ...(minimum !== undefined && { minimumShouldMatch: minimum }),
    ...(fuzziness !== null && { fuzziness }),
    ...readWithoutWords(members, at),
    ...readAnalyzer(members, at),
  };
}
