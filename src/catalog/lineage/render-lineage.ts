import { carriesTags, type AssetRow } from '../entities/asset-row.ts';
import type { EntityHeader } from '../entities/render-entity.ts';
import { findRelated } from '../search/find-related.ts';
import { renderHit, type ShownParts } from '../search/render-hit.ts';
import { findShownTags } from '../tags/show-tags.ts';
import type { LineageScope } from './lineage-scope.ts';

/** Headers of these rows as a search would show them, in their order; some statements for all. The caller has judged the rows. */
export async function renderHeadersOf(
  scope: LineageScope,
  rows: readonly AssetRow[],
  parts: ShownParts,
): Promise<EntityHeader[]> {
  const { db, types, authority } = scope;
  const related = await findRelated({ db, types, authority }, rows, parts);
  const tagged = parts.flags.excludeClassifications ? [] : rows.filter(carriesTags).map(({ guid }) => guid);
  const tagsOf = await findShownTags(db, authority, tagged);
  return rows.map((row) => renderHit(row, { types, request: parts, related, tagsOf }));
}
