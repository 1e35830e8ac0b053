import { type AcrossAst } from '../ast.ts';
import { bestClause, boosted, type Clause, noClause } from '../clause.ts';
import { readBoundedText } from '../reading/bounded-text.ts';
import { readBoost, scoring } from '../reading/field-clause.ts';
import { type Members, readMembers, refuseValue } from '../reading/members.ts';
import { below, type Place, readInnerClause } from '../reading/place.ts';
import { readTextOptions, textMembers } from '../reading/text-options.ts';
import { readTieBreaker } from '../reading/tie-breaker.ts';
import { readWeightedFields, type WeightedField } from '../reading/weighted-fields.ts';

/** What a type runs against each field, and how the fields add up unless `tie_breaker` says otherwise. */
interface EachField {
  readonly clause: 'match' | 'match_bool_prefix' | 'match_phrase' | 'match_phrase_prefix';
  readonly tieBreaker: number;
  readonly members: readonly string[];
}

interface FieldsAndMembers {
  readonly fields: readonly WeightedField[];
  readonly members: Members;
}

const phrase = ['analyzer', 'slop', 'zero_terms_query'];

const types: Readonly<Record<string, EachField>> = {
  best_fields: { clause: 'match', tieBreaker: 0, members: textMembers },
  most_fields: { clause: 'match', tieBreaker: 1, members: textMembers },
  phrase: { clause: 'match_phrase', tieBreaker: 0, members: phrase },
  phrase_prefix: { clause: 'match_phrase_prefix', tieBreaker: 0, members: [...phrase, 'max_expansions'] },
  bool_prefix: {
    clause: 'match_bool_prefix',
    tieBreaker: 1,
    members: textMembers.filter((member) => member !== 'zero_terms_query' && member !== 'lenient'),
  },
};

const known = ['query', 'fields', 'type', 'tie_breaker', 'slop', ...textMembers, ...scoring];

function eachField(each: EachField, { fields, members }: FieldsAndMembers, at: Place): Clause {
  const said = each.members.filter((name) => members[name] !== undefined).map((name) => [name, members[name]]);
  const body = { query: members.query, ...(Object.fromEntries(said) as object) };
  const tieBreaker = readTieBreaker(members.tie_breaker, each.tieBreaker, below(at, 'tie_breaker'));
  return bestClause(
    fields.map(({ field, weight }) => boosted(readInnerClause({ [each.clause]: { [field]: body } }, at), weight)),
    tieBreaker,
  );
}

function acrossFields(fields: readonly WeightedField[], members: Members, at: Place): Clause {
  const query = readBoundedText(members, 'query', at);
  const { mode, minimumShouldMatch, analyzer, allWithoutWords } = readTextOptions(members, at);
  const tieBreaker = readTieBreaker(members.tie_breaker, 0, below(at, 'tie_breaker'));
  if (members.fuzziness !== undefined) refuseValue(below(at, 'fuzziness'), members.fuzziness, 'none with cross_fields');
  if (query === null || fields.length === 0) return noClause;
  const across: AcrossAst = {
    kind: 'across',
    fields,
    query,
    mode,
    tieBreaker,
    ...(minimumShouldMatch !== undefined && { minimumShouldMatch }),
    ...(analyzer !== undefined && { analyzer }),
    ...(allWithoutWords && { allWithoutWords }),
  };
  return { match: across, score: { kind: 'acrossWords', across, boost: 1 } };
}

/**
 * `{"multi_match": {"query", "fields", "type"?, …}}`: the words in at least one of the fields, or with `cross_fields` in any of
 * them. A weight behind a field (`name^3`) says what a match in it is worth. Fields by wildcard are refused.
 */
export function parseMultiMatch(json: unknown, at: Place): Clause {
  const members = readMembers(json, at, known);
  if (members === null) return noClause;
  const fields = readWeightedFields(members.fields, below(at, 'fields'));
  const boost = readBoost(members, at);
  const type = String(members.type ?? 'best_fields');
  if (type === 'cross_fields') return boosted(acrossFields(fields, members, at), boost);
  const each = Object.hasOwn(types, type) ? types[type] : undefined;
  if (each !== undefined) return boosted(eachField(each, { fields, members }, at), boost);
  refuseValue(below(at, 'type'), members.type, [...Object.keys(types), 'cross_fields'].join(', '));
  return noClause;
}
