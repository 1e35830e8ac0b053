import { CatalogError } from '../../foundation/index.ts';

const segmentLengthMax = 255;

/** The key of an object: a folder and a name, as the packages have them in two parameters; either may be empty. */
export function joinKey(folder: string, name: string): string {
  return [folder, name]
    .map((part) => part.replace(/^\/+|\/+$/g, ''))
    .filter((part) => part !== '')
    .join('/');
}

/**
 * The names on the way to an object in a folder. Throws `field_invalid` for a key that is none.
 * SECURITY: none of them leads up, is empty or means another place to some system.
 */
export function splitKey(key: string): readonly string[] {
  const segments = key.split('/');
  const isPlain = segments.every(
    (name) => name !== '' && !name.startsWith('.') && name.length <= segmentLengthMax && !/[\p{Cc}\\:]/u.test(name),
  );
  if (isPlain) return segments;
  throw new CatalogError(
    'field_invalid',
    `\`${key.replaceAll('\0', '')}\` is no path of a file: names joined by \`/\` are accepted, none of which is empty or begins with \`.\``,
  );
}
