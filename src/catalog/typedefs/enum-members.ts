import type { JsonObject } from '../../foundation/index.ts';
import { enumDefNames, enumValues } from '../types/enum-values.ts';

/** The members of the enumerations that come with the server, by the names under which clients find those. */
export const builtInEnums: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(enumValues).map(([name, members]) => [enumDefNames[name] ?? name, members]),
);

/** What a value of a defined enumeration may be, in the order of people. */
export function membersOf(elementDefs: readonly JsonObject[]): string[] {
  return elementDefs.map(({ value }) => String(value));
}
