import { type Fuzziness } from '../ast.ts';
import { type Members, readFlag, refuseValue } from './members.ts';
import { below, type Place } from './place.ts';

const accepted = '0, 1, 2, AUTO, AUTO:<low>,<high>';
/** Elasticsearch: no edit in words of up to two characters, one up to five, then two. */
const auto = { low: 3, high: 6 };

type Edits = Fuzziness['edits'];

function parseEdits(spelling: string): Edits | null {
  if (/^auto$/i.test(spelling)) return auto;
  const bounds = /^auto:(\d{1,3}),(\d{1,3})$/i.exec(spelling);
  if (bounds !== null) {
    const [low, high] = [Number(bounds[1]), Number(bounds[2])];
    return low <= high ? { low, high } : null;
  }
  if (/^0(\.0+)?$/.test(spelling)) return 0;
  if (/^1(\.0+)?$/.test(spelling)) return 1;
  return /^2(\.0+)?$/.test(spelling) ? 2 : null;
}

/** A count that may be absent; text is read too, as Elasticsearch does. */
export function readWhole(json: unknown, usual: number, at: Place): number {
  if (json === undefined) return usual;
  const count = typeof json === 'string' && /^\d{1,9}$/.test(json) ? Number(json) : json;
  if (typeof count === 'number' && Number.isInteger(count) && count >= 0 && count <= 2_147_483_647) return count;
  refuseValue(at, json, 'a whole number from 0');
  return usual;
}

/** The name of the flag differs between `fuzzy` and the clauses of words. */
export type TranspositionsMember = 'transpositions' | 'fuzzy_transpositions';

/** Reads `fuzziness`, `prefix_length` and whether changed places are one edit; `null` when no edit is allowed. */
export function readFuzziness(
  members: Members,
  at: Place,
  options: { readonly usual: Edits; readonly transpositions: TranspositionsMember },
): Fuzziness | null {
  const json = members.fuzziness;
  const edits = json === undefined ? options.usual : parseEdits(String(json));
  if (edits === null) refuseValue(below(at, 'fuzziness'), json, accepted);
  const prefixLength = readWhole(members.prefix_length, 0, below(at, 'prefix_length'));
  readWhole(members.max_expansions, 50, below(at, 'max_expansions'));
  const flag = members[options.transpositions];
  const transpositions = flag === undefined || readFlag(flag, below(at, options.transpositions));
  return edits === null || edits === 0 ? null : { edits, prefixLength, transpositions };
}
