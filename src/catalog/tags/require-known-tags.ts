import { CatalogError, requireNoProblems } from '../../foundation/index.ts';
import type { Tx } from '../../postgres/index.ts';
import { keepTagDefinitions } from '../typedefs/tag-definition.ts';
import type { TagDraft, TagRequest } from './tag-request.ts';

function draftsOf({ listed, upserted }: TagRequest): TagDraft[] {
  return [...(listed ?? []), ...upserted];
}

/**
 * Throws `tag_unknown` for the first tag that there is none of, and `field_invalid` for attributes that the tags do not have. The
 * tags are there until the transaction ends. Taking away a tag that does not exist is no mistake.
 */
export async function requireKnownTags(tx: Tx, requests: readonly TagRequest[]): Promise<void> {
  const drafts = requests.flatMap(draftsOf);
  const known = await keepTagDefinitions(
    tx,
    drafts.map(({ name }) => name),
  );
  const problems = drafts.flatMap(({ at, name, attributes }) => {
    const tag = known.get(name);
    if (tag === undefined) throw new CatalogError('tag_unknown', `unknown tag \`${name}\` in \`${at}\``);
    const accepted = tag.attributeDefs.map((attribute) => String(attribute['name']));
    const foreign = Object.keys(attributes).filter((attribute) => !accepted.includes(attribute));
    return foreign.map((attribute) => ({
      path: `${at}.attributes.${attribute}`,
      message: `is no attribute of the tag; accepted: ${accepted.map((it) => `\`${it}\``).join(', ') || 'none'}`,
    }));
  });
  requireNoProblems('field_invalid', problems.slice(0, 50));
}
