import type { DeleteType } from '../../catalog/index.ts';
import { CatalogError } from '../../foundation/index.ts';
import { queryFlag, queryList, queryText, type QueryValues } from '../manners/query-string.ts';

const deleteTypes: readonly DeleteType[] = ['SOFT', 'HARD', 'PURGE'];

/** The flags of a save (Atlan wire: bulk save). */
export function readSaveFlags(query: QueryValues) {
  return {
    replaceTags: queryFlag(query, 'replaceTags'),
    replaceClassifications: queryFlag(query, 'replaceClassifications'),
    appendTags: queryFlag(query, 'appendTags'),
    replaceBusinessAttributes: queryFlag(query, 'replaceBusinessAttributes'),
    overwriteBusinessAttributes: queryFlag(query, 'overwriteBusinessAttributes'),
  };
}

/** COMPAT: one client writes this flag in snake case on its smallest request. */
export function readIgnoreRelationships(query: QueryValues): boolean {
  return queryFlag(query, 'ignoreRelationships') || queryFlag(query, 'ignore_relationships');
}

/** `SOFT` unless said; `field_invalid` for what is none. */
export function readDeleteType(query: QueryValues): DeleteType {
  const text = queryText(query, 'deleteType') ?? 'SOFT';
  const deleteType = deleteTypes.find((known) => known === text.toUpperCase());
  if (deleteType !== undefined) return deleteType;
  throw new CatalogError('field_invalid', `\`deleteType\` is \`${text}\`; accepted: ${deleteTypes.join(', ')}`);
}

/** At least one; `field_invalid` otherwise. */
export function readGuids(query: QueryValues): string[] {
  const guids = queryList(query, 'guid');
  if (guids.length === 0)
    throw new CatalogError('field_invalid', 'query parameter `guid` is missing; send one or more');
  return guids;
}
