import { below, countValues, type Place, refuse, textLengthMax } from './place.ts';
import { type Members, readText } from './members.ts';

/** Reads text that becomes words or an expression: `null` and a problem when it is no text or too long. */
export function readBoundedText(members: Members, member: string, at: Place): string | null {
  countValues(1, at);
  const text = readText(members[member], members[member] === undefined ? below(at, member) : at);
  if (text === null) return null;
  if (text.length <= textLengthMax) return text;
  refuse(at, `longer than ${String(textLengthMax)} characters`);
  return null;
}
