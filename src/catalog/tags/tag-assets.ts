import { CatalogError, isJsonObject, requireNoProblems, type JsonValue, type Problem } from '../../foundation/index.ts';
import type { Principal } from '../../identity/index.ts';
import { retryTransaction } from '../../postgres/index.ts';
import type { CatalogDeps } from '../deps.ts';
import type { AssetRow } from '../entities/asset-row.ts';
import { lockAssets } from '../entities/asset-store.ts';
import { gatherAuthority } from '../entities/authority.ts';
import { getReadableByGuids } from '../entities/get-entity.ts';
import { saveEntitiesIn, type SaveRequest } from '../entities/save-entities.ts';
import { readTags } from './tag-request.ts';

/** What a save is told of each asset. */
type Wanted = (row: AssetRow) => { readonly [list: string]: JsonValue };

interface Tagging {
  readonly guids: readonly string[];
  readonly flags: Pick<SaveRequest, 'appendTags' | 'replaceTags'>;
  /** Throws for an asset, held, on which the change cannot be made. */
  readonly judge: (row: AssetRow) => void;
  readonly wanted: Wanted;
}

function tagAssets(deps: CatalogDeps, principal: Principal, tagging: Tagging): Promise<void> {
  const { clock, types } = deps;
  const guids = [...new Set(tagging.guids.map((guid) => guid.toLowerCase()))];
  return retryTransaction(deps.db, async (tx) => {
    const authority = await gatherAuthority(deps, tx, principal);
    const rows = await getReadableByGuids({ db: tx, types, authority }, guids);
    const held = await lockAssets(tx, guids);
    for (const row of held.values()) tagging.judge(row);
    const entities = rows.map((row) => ({ typeName: row.typeName, guid: row.guid, ...tagging.wanted(row) }));
    await saveEntitiesIn({ tx, clock, types }, principal, { entities, ...tagging.flags });
  });
}

/**
 * Puts one tag on several assets, all or none (Atlan wire: POST of `entity/bulk/classification`). Throws `tag_present` for an asset that
 * has it of its own already, otherwise as `addTags` does.
 */
export async function addTagToAssets(
  deps: CatalogDeps,
  principal: Principal,
  { guids, tag }: { guids: readonly string[]; tag: JsonValue },
): Promise<void> {
  const problems: Problem[] = [];
  const [draft] = readTags([tag], { at: 'classification', problems });
  if (guids.length === 0) problems.push({ path: 'entityGuids', message: 'is empty' });
  requireNoProblems('field_invalid', problems);
  await tagAssets(deps, principal, {
    guids,
    flags: { appendTags: true },
    judge: ({ guid, directTagNames }) => {
      if (draft === undefined || !directTagNames.includes(draft.name)) return;
      throw new CatalogError('tag_present', `tag \`${draft.name}\` is on \`${guid}\` already`);
    },
    wanted: () => ({ addOrUpdateClassifications: [tag] }),
  });
}

/**
 * Makes the listed tags all that these assets have of their own, all or none (Atlan wire: POST of `entity/bulk/setClassifications`); the
 * headers by guid. An empty list takes every tag off; one that is missing is refused, so that nobody does so by leaving it out.
 */
export async function setTagsOfAssets(
  deps: CatalogDeps,
  principal: Principal,
  headers: Readonly<Record<string, JsonValue>>,
): Promise<void> {
  const problems: Problem[] = [];
  const lists = new Map<string, readonly JsonValue[]>();
  for (const [guid, header] of Object.entries(headers)) {
    const at = `guidHeaderMap.${guid}.classifications`;
    const list = isJsonObject(header) ? header['classifications'] : undefined;
    if (!Array.isArray(list)) problems.push({ path: at, message: 'is no list of tags' });
    else if (lists.has(guid.toLowerCase())) problems.push({ path: at, message: 'names an asset a second time' });
    else lists.set(guid.toLowerCase(), list as readonly JsonValue[]);
    readTags(list, { at, problems });
  }
  if (lists.size === 0) problems.push({ path: 'guidHeaderMap', message: 'is empty' });
  requireNoProblems('field_invalid', problems.slice(0, 50));
  await tagAssets(deps, principal, {
    guids: [...lists.keys()],
    flags: { replaceTags: true },
    judge: () => undefined,
    wanted: ({ guid }) => ({ classifications: lists.get(guid) ?? [] }),
  });
}
