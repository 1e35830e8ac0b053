import { isJsonObject } from '../../foundation/index.ts';
import { type Scalar } from '../ast.ts';
import { below, type Place, refuse } from './place.ts';

/** The members of a JSON object, null members left out: the clients send null for what they did not set. */
export type Members = Readonly<Record<string, unknown>>;

function describe(json: unknown): string {
  if (json === undefined) return 'nothing';
  if (json === null) return 'null';
  if (Array.isArray(json)) return 'a list';
  return typeof json === 'object' ? 'an object' : `${typeof json} \`${String(json).slice(0, 100)}\``;
}

/** Notes that something else was expected. */
export function refuseValue(at: Place, json: unknown, accepted: string): void {
  refuse(at, `${describe(json)} is not accepted; accepted: ${accepted}`);
}

/** The members of an object whose names are free. `null` and a problem when it is something else. */
export function readObject(json: unknown, at: Place, accepted = 'an object'): Members | null {
  if (!isJsonObject(json)) {
    refuseValue(at, json, accepted);
    return null;
  }
  // Without a prototype, so that a member called `constructor` is just a member.
  const members: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of Object.entries(json)) if (value !== null) members[name] = value;
  return members;
}

/** The members of an object that knows its members; each unknown one is a problem. */
export function readMembers(json: unknown, at: Place, known: readonly string[]): Members | null {
  const members = readObject(json, at);
  if (members === null) return null;
  for (const name of Object.keys(members)) {
    if (!known.includes(name)) refuse(below(at, name), `unknown member \`${name}\`; accepted: ${known.join(', ')}`);
  }
  return members;
}

function isScalar(json: unknown): json is Scalar {
  return typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean';
}

export function readScalar(json: unknown, at: Place): Scalar | null {
  if (isScalar(json)) return json;
  refuseValue(at, json, 'text, a number, true or false');
  return null;
}

/** Text; numbers and booleans are taken as they are written. */
export function readText(json: unknown, at: Place): string | null {
  const value = readScalar(json, at);
  return value === null ? null : String(value);
}

/** A flag that may be absent; `"true"` and `"false"` are read too, as Elasticsearch does. */
export function readFlag(json: unknown, at: Place): boolean {
  if (json === undefined || json === false || json === 'false') return false;
  if (json === true || json === 'true') return true;
  refuseValue(at, json, 'true or false');
  return false;
}

/** One value or a list of values, as a list. */
export function listOf(json: unknown): readonly unknown[] {
  if (json === undefined) return [];
  return Array.isArray(json) ? (json as readonly unknown[]) : [json];
}
