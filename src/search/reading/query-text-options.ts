import { type Fuzziness } from '../ast.ts';
import { readFuzziness, readWhole } from './fuzziness.ts';
import { type Members, readFlag, readText } from './members.ts';
import { readMinimumMatch } from './minimum-match.ts';
import { below, type Place, refuse } from './place.ts';
import { readAnalyzer, readOperator } from './text-options.ts';

/** Characters of query text: each word of it becomes a condition. */
const queryTextMax = 5000;
const auto = { low: 3, high: 6 };

/** What both languages of query text say beside the text. */
export interface QueryTextOptions {
  readonly mode: 'any' | 'all';
  readonly minimumShouldMatch?: string | number;
  readonly analyzer?: string;
  readonly fuzziness: Fuzziness;
}

/** COMPAT: they tune how Elasticsearch expands, scores or forgives; values of another kind are forgiven here at all times. */
export const queryTextMembers: readonly string[] = [
  'query',
  'fields',
  'default_operator',
  'minimum_should_match',
  'analyzer',
  'lenient',
  'analyze_wildcard',
  'auto_generate_synonyms_phrase_query',
  'fuzzy_max_expansions',
  'fuzzy_prefix_length',
  'fuzzy_transpositions',
];

export function readQueryText(members: Members, at: Place): string | null {
  const place = below(at, 'query');
  const text = readText(members.query, place);
  if (text === null || text.length <= queryTextMax) return text;
  refuse(place, `longer than ${String(queryTextMax)} characters`);
  return null;
}

export function readQueryTextOptions(members: Members, at: Place): QueryTextOptions {
  const mode = readOperator(members.default_operator, below(at, 'default_operator'));
  const minimum = readMinimumMatch(members.minimum_should_match, below(at, 'minimum_should_match'));
  readFlag(members.lenient, below(at, 'lenient'));
  readWhole(members.fuzzy_max_expansions, 50, below(at, 'fuzzy_max_expansions'));
  const said = {
    fuzziness: members.fuzziness,
    prefix_length: members.fuzzy_prefix_length,
    fuzzy_transpositions: members.fuzzy_transpositions,
  };
  const fuzziness = readFuzziness(said, at, { usual: auto, transpositions: 'fuzzy_transpositions' });
  return {
    mode,
    ...(minimum !== undefined && { minimumShouldMatch: minimum }),
    ...readAnalyzer(members, at),
    fuzziness: fuzziness ?? { edits: 0, prefixLength: 0, transpositions: true },
  };
}
