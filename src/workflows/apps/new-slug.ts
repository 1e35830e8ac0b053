import { randomBytes } from 'node:crypto';

const nameCharactersMax = 150;

/**
 * A new identity for a workflow called so: the name in lower case, then eight characters (Atlan wire, slug). Underscores stay, because
 * scripts look for the lower-cased name in it.
 */
export function newSlug(name: string): string {
  const words = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9_.]+/g, '-')
    .slice(0, nameCharactersMax)
    .replaceAll(/^[-.]+|[-.]+$/g, '');
  return `${words === '' ? 'app' : words}-${randomBytes(4).toString('hex')}`;
}
