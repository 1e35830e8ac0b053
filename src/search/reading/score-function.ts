import { all } from '../ast.ts';
import { type FunctionValue, type Modifier, modifiers, type ScoreFunction, scoreMax } from '../score.ts';
import { type Members, readMembers, readText, refuseValue } from './members.ts';
import { below, type Place, readInnerQuery, refuse } from './place.ts';

/** What one function of `function_score` may say. */
export const functionMembers: readonly string[] = ['filter', 'weight', 'field_value_factor', 'random_score'];

function readNumber(json: unknown, usual: number, at: Place): number {
  if (json === undefined) return usual;
  if (typeof json === 'number' && json >= 0 && json <= scoreMax) return json;
  refuseValue(at, json, 'a number from 0');
  return usual;
}

function readModifier(json: unknown, at: Place): Modifier {
  const said = String(json ?? 'none').toLowerCase();
  const modifier = modifiers.find((one) => one === said);
  if (modifier === undefined) refuseValue(at, json, modifiers.join(', '));
  return modifier ?? 'none';
}

function readFieldValueFactor(json: unknown, at: Place): FunctionValue {
  const members = readMembers(json, at, ['field', 'factor', 'modifier', 'missing']) ?? {};
  return {
    kind: 'field',
    field: readText(members.field, below(at, 'field')) ?? '',
    factor: readNumber(members.factor, 1, below(at, 'factor')),
    modifier: readModifier(members.modifier, below(at, 'modifier')),
    missing: members.missing === undefined ? null : readNumber(members.missing, 0, below(at, 'missing')),
  };
}

function readRandomScore(json: unknown, at: Place): FunctionValue {
  const members = readMembers(json, at, ['seed', 'field']) ?? {};
  const seed = members.seed === undefined ? null : readText(members.seed, below(at, 'seed'));
  const field = members.field === undefined ? null : readText(members.field, below(at, 'field'));
  // COMPAT: `_seq_no` is what Elasticsearch recommends there; like no field at all it stands for the thing itself.
  return { kind: 'random', seed, field: field === null || field === '_seq_no' ? '_id' : field };
}

/** Reads what the members that stand there say; at most one of them gives a value, a weight by itself gives 1. */
export function readScoreFunction(members: Members, names: readonly string[], at: Place): ScoreFunction {
  const giving = names.filter((name) => name !== 'weight');
  if (names.length === 0 || giving.length > 1) {
    refuse(at, 'exactly one function is needed: weight, field_value_factor, random_score');
  }
  const [name] = giving;
  const value: FunctionValue =
    name === 'field_value_factor'
      ? readFieldValueFactor(members[name], below(at, name))
      : name === 'random_score'
        ? readRandomScore(members[name], below(at, name))
        : { kind: 'one' };
  return {
    filter: members.filter === undefined ? all : readInnerQuery(members.filter, below(at, 'filter')),
    weight: readNumber(members.weight, 1, below(at, 'weight')),
    value,
  };
}
