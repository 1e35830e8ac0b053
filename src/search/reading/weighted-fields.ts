import { listOf, readText } from './members.ts';
import { below, countValues, type Place, refuse } from './place.ts';

/** A field with how much a match in it is worth. */
export interface WeightedField {
  readonly field: string;
  readonly weight: number;
}

const fieldsMax = 1000;

function readField(json: unknown, at: Place): WeightedField | null {
  const text = readText(json, at);
  if (text === null) return null;
  const { groups } = /^(?<name>.*)\^(?<weight>\d{1,9}(\.\d{1,9})?)$/s.exec(text) ?? {};
  const field = groups?.name ?? text;
  if (!field.includes('*')) return { field, weight: Number(groups?.weight ?? 1) };
  refuse(at, `field \`${field}\` by wildcard is not supported; name the fields`);
  return null;
}

/**
 * Reads field names with weights behind them (`name^3`). At least one is needed: which fields a search without any would mean is
 * not known here, and neither is what a wildcard stands for. A field that is named twice is looked into once, with its last weight.
 */
export function readWeightedFields(json: unknown, at: Place): readonly WeightedField[] {
  const names = listOf(json);
  if (names.length === 0) refuse(at, 'a list of at least one field is needed');
  if (names.length > fieldsMax) refuse(at, `more than ${String(fieldsMax)} fields`);
  countValues(names.length, at);
  const fields = names
    .slice(0, fieldsMax)
    .map((name, index) => readField(name, below(at, index)))
    .filter((field) => field !== null);
  return [...new Map(fields.map((weighted) => [weighted.field, weighted])).values()];
}
