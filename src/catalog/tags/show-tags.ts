import type { JsonObject } from '../../foundation/index.ts';
import type { Db, Tx } from '../../postgres/index.ts';
import type { Authority } from '../entities/authority.ts';
import { findCarriedTags, type CarriedTag } from './tag-store.ts';

/** What shows of the tags of an asset (Atlan wire: entity). */
export interface ShownTags {
  /** Internal names, each once. */
  readonly classificationNames: readonly string[];
  readonly classifications: readonly JsonObject[];
}

const noTags: ShownTags = { classificationNames: [], classifications: [] };

/** Stands for an asset that the actor may not know of. */
export const nobody = '00000000-0000-0000-0000-000000000000';

/** COMPAT: one member more, such as a time, and official clients refuse the whole answer. */
function renderTag({ name, flags, attributes, source }: CarriedTag): JsonObject {
  const values = Object.keys(attributes).length === 0 ? {} : { attributes };
  return { typeName: name, entityGuid: source.guid, entityStatus: source.state, ...flags, ...values };
}

/**
 * SECURITY: that a tag is on the asset counts for decisions and is no secret from who may read the asset. From where it comes may be:
 * a source out of sight goes by the guid of nobody, and says nothing of itself.
 */
function renderFor({ may }: Authority, tag: CarriedTag): JsonObject {
  if (tag.source.guid === tag.assetGuid || may('asset.read', tag.source)) return renderTag(tag);
  return renderTag({ ...tag, attributes: {}, source: { ...tag.source, guid: nobody, state: 'ACTIVE' } });
}

function shownOf(authority: Authority, tags: readonly CarriedTag[]): ShownTags {
  const unseen = new Set<string>();
  const classifications = tags
    .map((tag) => renderFor(authority, tag))
    .filter((rendered) => {
      if (rendered['entityGuid'] !== nobody) return true;
      const name = String(rendered['typeName']);
      if (unseen.has(name)) return false;
      unseen.add(name);
      return true;
    });
  return { classificationNames: [...new Set(tags.map(({ name }) => name))], classifications };
}

/** What there is to show of the tags of these assets, in one statement; of an asset without tags that there are none. */
export async function findShownTags(
  db: Db | Tx,
  authority: Authority,
  guids: readonly string[],
): Promise<(guid: string) => ShownTags> {
  const tags = Map.groupBy(await findCarriedTags(db, guids), ({ assetGuid }) => assetGuid);
  return (guid) => {
    const carried = tags.get(guid);
    return carried === undefined ? noTags : shownOf(authority, carried);
  };
}
