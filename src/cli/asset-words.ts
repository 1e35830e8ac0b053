import { type AssetSelector } from '../sdk/index.ts';
import { UsageError } from './exit-codes.ts';
import { printable } from './printable.ts';

const guidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** An asset as it is said on the command line: one word is a guid, two are type and qualified name. */
export function parseAssetWords(words: readonly string[]): AssetSelector {
  const [first = '', qualifiedName] = words;
  if (words.length === 1 && guidPattern.test(first)) return { guid: first };
  if (words.length === 2 && qualifiedName !== undefined) return { typeName: first, qualifiedName };
  const said = printable(words.join(' '));
  throw new UsageError(`\`${said}\` is no asset; accepted: a guid, or a type and a qualified name`);
}
