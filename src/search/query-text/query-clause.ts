import { folded } from '../analysis/folded.ts';
import { all, allOf, anyOf, type Fuzziness, type FuzzyAst, type TextAst } from '../ast.ts';
import { bestClause, boosted, type Clause, constantClause, joinClauses, noClause } from '../clause.ts';
import { scoreWhere } from '../score.ts';
import { translateLuceneRegexp } from '../pattern/lucene-regexp.ts';
import { likePattern } from '../pattern/wildcard.ts';
import { countValues, depthMax, type Place, refuse, textLengthMax } from '../reading/place.ts';
import { minimumMatchCount } from '../reading/minimum-match.ts';
import { type WeightedField } from '../reading/weighted-fields.ts';
import { type QueryLeaf, type QueryNode } from './query-tree.ts';

/** How the leaves of query text are looked for. */
export interface LeafOptions {
  /** Where a leaf is looked for that names no field. */
  readonly fields: readonly WeightedField[];
  readonly mode: 'any' | 'all';
  /** What the other fields add to the best of them. */
  readonly tieBreaker: number;
  readonly minimumShouldMatch?: string | number;
  readonly analyzer?: string;
  readonly phraseSlop: number;
  readonly fuzziness: Fuzziness;
  readonly timeZone?: string;
  /** Set for what is required: text in which no word is left asks for nothing, and is not missed. */
  readonly allWithoutWords?: true;
  readonly at: Place;
}

function textOf(leaf: QueryLeaf & { readonly text: string }, { at }: LeafOptions): string | null {
  if (leaf.text.length <= textLengthMax) return leaf.text;
  refuse(at, `a part is longer than ${String(textLengthMax)} characters`);
  return null;
}

function wordsOptions({ analyzer, allWithoutWords }: LeafOptions): Pick<TextAst, 'analyzer' | 'allWithoutWords'> {
  return { ...(analyzer !== undefined && { analyzer }), ...(allWithoutWords && { allWithoutWords }) };
}

/** Text from which an analyzer may make no word at all. */
const mayBeWordless = (text: string): boolean => !/[\p{L}\p{N}]/u.test(text);

function phraseClause(leaf: Extract<QueryLeaf, { kind: 'phrase' }>, field: string, options: LeafOptions): Clause {
  const slop = leaf.slop ?? options.phraseSlop;
  const { allWithoutWords, ...words } = wordsOptions(options);
  const phrase: TextAst = {
    kind: 'text',
    field,
    query: leaf.text,
    mode: 'phrase',
    ...(slop > 0 && { slop }),
    ...words,
  };
  if (allWithoutWords === undefined) return constantClause(phrase);
  const { score } = constantClause(phrase);
  // What is not there is worth nothing.
  return { match: { ...phrase, allWithoutWords }, score: mayBeWordless(leaf.text) ? scoreWhere(phrase, score) : score };
}

function wordsClause(text: string, field: string, options: LeafOptions): Clause {
  const words: TextAst = { kind: 'text', field, query: text, mode: options.mode, ...wordsOptions(options) };
  return { match: words, score: { kind: 'words', text: words, boost: 1 } };
}

/** A part that Elasticsearch makes lower case where the words of the field are; elsewhere it asks for nothing of the sort. */
function normalized(field: string, text: string, make: (text: string) => Clause): Clause {
  const written = make(text);
  const lower = folded(text);
  if (lower === text) return written;
  return { ...written, match: { kind: 'normalized', field, folded: make(lower).match, written: written.match } };
}

function fuzzyClause(leaf: Extract<QueryLeaf, { kind: 'fuzzy' }>, field: string, options: LeafOptions): Clause {
  const edits = leaf.edits ?? options.fuzziness.edits;
  if (edits === 0) {
    return normalized(field, leaf.text, (value) =>
      constantClause({ kind: 'equals', field, value, caseInsensitive: false }),
    );
  }
  const near = (value: string): FuzzyAst => ({
    kind: 'fuzzy',
    field,
    value,
    fuzziness: { ...options.fuzziness, edits },
  });
  const { match } = normalized(field, leaf.text, (value) => constantClause(near(value)));
  return { match, score: { kind: 'near', folded: near(folded(leaf.text)), written: near(leaf.text), boost: 1 } };
}

function prefixClause(text: string, field: string): Clause {
  return normalized(field, text, (value) => constantClause({ kind: 'prefix', field, value, caseInsensitive: false }));
}

function wildcardClause(text: string, field: string): Clause {
  return normalized(field, text, (value) =>
    constantClause({ kind: 'pattern', field, syntax: 'like', pattern: likePattern(value), caseInsensitive: false }),
  );
}

function regexpClause(text: string, field: string, { at }: LeafOptions): Clause {
  return normalized(field, text, (source) => {
    const translation = translateLuceneRegexp(source);
    if ('problem' in translation) return refuse(at, `regular expression: ${translation.problem}`);
    const { pattern } = translation;
    return constantClause({ kind: 'pattern', field, syntax: 'regexp', pattern, caseInsensitive: false });
  });
}

/** What a leaf means in one field. */
function clauseInField(leaf: QueryLeaf, field: string, options: LeafOptions): Clause {
  if (leaf.kind === 'exists') return constantClause({ kind: 'present', field });
  if (leaf.kind === 'range') {
    const { gt, gte, lt, lte } = leaf;
    const ends = {
      ...(gt !== undefined && { gt }),
      ...(gte !== undefined && { gte }),
      ...(lt !== undefined && { lt }),
      ...(lte !== undefined && { lte }),
    };
    const timeZone = options.timeZone === undefined ? {} : { timeZone: options.timeZone };
    if (Object.keys(ends).length === 0) return constantClause({ kind: 'present', field });
    return constantClause({ kind: 'range', field, ...ends, ...timeZone });
  }
  const text = textOf(leaf, options);
  if (text === null) return noClause;
  switch (leaf.kind) {
    case 'words':
      return wordsClause(text, field, options);
    case 'phrase':
      return phraseClause(leaf, field, options);
    case 'prefix':
      return prefixClause(text, field);
    case 'wildcard':
      return wildcardClause(text, field);
    case 'regexp':
      return regexpClause(text, field, options);
    case 'fuzzy':
      return fuzzyClause(leaf, field, options);
  }
}

function leafClause(leaf: QueryLeaf, options: LeafOptions): Clause {
  const fields = leaf.field === null ? options.fields : [{ field: leaf.field, weight: 1 }];
  countValues(fields.length, options.at);
  if (leaf.field?.includes('*') === true) {
    return refuse(options.at, `field \`${leaf.field}\` by wildcard is not supported; name the fields`);
  }
  const best = (how: LeafOptions): Clause =>
    bestClause(
      fields.map(({ field, weight }) => boosted(clauseInField(leaf, field, how), weight)),
      how.tieBreaker,
    );
  const { allWithoutWords, ...usual } = options;
  if (allWithoutWords === undefined || fields.length === 1 || !('text' in leaf) || !mayBeWordless(leaf.text))
    return best(options);
  // Lucene: fields that make no word of it are left out; only where all of them are it is not missed.
  const plain = best(usual);
  const inEach = fields.map(({ field }) => clauseInField(leaf, field, options).match);
  return { match: anyOf([plain.match, allOf(inEach)]), score: scoreWhere(plain.match, plain.score) };
}

/** Lucene: words side by side are parts of the group that they stand in, each of them, unless several fields are asked for all of them. */
function countsByWord(node: QueryNode, { match }: Clause): boolean {
  return node.kind === 'words' && node.together === true && match.kind === 'text' && match.mode === 'any';
}

function groupClause({ parts }: Extract<QueryNode, { kind: 'group' }>, options: LeafOptions, level: number): Clause {
  const { allWithoutWords: _, ...usual } = options;
  const clauses = parts.map(({ occurs, node }) => {
    const required = occurs === 'must' ? { ...usual, allWithoutWords: true as const } : usual;
    return { occurs, node, clause: clauseOfNode(node, required, level + 1) };
  });
  const of = (wanted: string): Clause[] =>
    clauses.filter(({ occurs }) => occurs === wanted).map(({ clause }) => clause);
  const should = of('should');
  const minimum = level === 0 ? (options.minimumShouldMatch ?? null) : null;
  // Lucene: more than there is to choose from is never reached, not even where nothing is.
  if (minimum !== null && should.length === 0 && (minimumMatchCount(minimum, 0) ?? 0) > 0) return noClause;
  const words = new Set(clauses.filter(({ clause, node }) => countsByWord(node, clause)).map(({ clause }) => clause));
  return joinClauses({
    ...(minimum !== null && words.size > 0 && { spelled: { minimum, words } }),
    must: of('must'),
    filter: [],
    should,
    mustNot: of('mustNot').map(({ match }) => match),
    minimum: minimum === null ? null : minimumMatchCount(minimum, should.length),
    // Lucene: inside a query, a group of nothing but prohibited parts matches nothing; Elasticsearch mends the outermost one only.
    adjustPureNegative: level === 0,
  });
}

function clauseOfNode(node: QueryNode, options: LeafOptions, level: number): Clause {
  if (options.at.depth + level > depthMax) {
    return refuse(options.at, `nested too deeply; at most ${String(depthMax)} levels are accepted`);
  }
  switch (node.kind) {
    case 'all':
      return constantClause(all);
    case 'nothing':
      return noClause;
    case 'boosted':
      return boosted(clauseOfNode(node.node, options, level + 1), node.boost);
    case 'without': {
      const { allWithoutWords: _, ...usual } = options;
      const { match } = clauseOfNode(node.node, usual, level + 1);
      const rest = { must: [], filter: [], should: [], mustNot: [match], minimum: null, adjustPureNegative: true };
      return constantClause(joinClauses(rest).match);
    }
    case 'group':
      return groupClause(node, options, level);
    default:
      return leafClause(node, options);
  }
}

/** The minimum counts the words of a query that is nothing but words, in the one field that it asks. */
function isPlain(node: QueryNode, { fields }: LeafOptions): boolean {
  return node.kind === 'words' && (node.field !== null || fields.length === 1);
}

/** The query text as a clause. Problems are noted at the place of the text. */
export function queryTextClause(node: QueryNode, options: LeafOptions): Clause {
  const clause = clauseOfNode(node, options, 0);
  const minimum = options.minimumShouldMatch;
  // Lucene: everything but the node, where everything is the one thing that may be chosen.
  if (minimum !== undefined && node.kind === 'without' && (minimumMatchCount(minimum, 1) ?? 0) > 1) return noClause;
  if (minimum === undefined || !isPlain(node, options) || clause.match.kind !== 'text') return clause;
  const match: TextAst = { ...clause.match, minimumShouldMatch: minimum };
  return { ...clause, match };
}
