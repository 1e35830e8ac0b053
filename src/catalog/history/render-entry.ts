import type { JsonObject } from '../../foundation/index.ts';
import { nobody } from '../tags/show-tags.ts';
import type { HistoryAction } from './history-entry.ts';

/** An entry as it is found. */
export interface FoundEntry {
  readonly guid: string;
  readonly typeName: string;
  readonly qualifiedName: string;
  /** Epoch milliseconds. */
  readonly created: number;
  readonly action: HistoryAction;
  readonly username: string;
  readonly eventKey: string;
  readonly termGuid: string | null;
  /** `name` and `qualifiedName` of the term as it is now; `null` when it is gone or there is none. */
  readonly term: JsonObject | null;
  readonly detail: JsonObject | null;
}

/** One history entry (Atlan wire: audit search). Times are epoch milliseconds. */
export interface EntityAudit {
  readonly entityQualifiedName: string;
  readonly typeName: string;
  readonly entityId: string;
  readonly timestamp: number;
  readonly created: number;
  readonly user: string;
  readonly action: HistoryAction;
  readonly eventKey: string;
  readonly detail: JsonObject;
}

/** The asset that a tag came from; `null` for an entry about something else, or about a tag of the asset's own. */
export function sourceOf({ guid, action, detail }: FoundEntry): string | null {
  const source = action.includes('CLASSIFICATION') ? detail?.['entityGuid'] : undefined;
  return typeof source === 'string' && source !== guid ? source : null;
}

/**
 * What happened. COMPAT: clients read a page by `typeName` of each detail, and what has neither `guid` nor the members of a tag is
 * custom metadata to them; so it is there always, and an asset has its guid.
 */
function detailOf(entry: FoundEntry, isReadable: (guid: string) => boolean): JsonObject {
  const { guid, typeName, qualifiedName, action, detail, termGuid, term } = entry;
  if (action === 'BUSINESS_ATTRIBUTE_UPDATE') return detail ?? { typeName, attributes: {} };
  if (termGuid !== null) return { typeName: 'AtlasGlossaryTerm', guid: termGuid, attributes: term ?? {} };
  const source = sourceOf(entry);
  if (action.includes('CLASSIFICATION')) {
    // SECURITY: as on the asset itself: the tag is no secret, and where it comes from may be one.
    return source === null || isReadable(source) ? (detail ?? {}) : { ...detail, entityGuid: nobody };
  }
  const named = action === 'ENTITY_UPDATE' ? {} : { qualifiedName };
  return { typeName, guid, ...detail, attributes: { ...(detail?.['attributes'] as JsonObject | undefined), ...named } };
}

export function renderEntry(entry: FoundEntry, isReadable: (guid: string) => boolean): EntityAudit {
  const { guid, typeName, qualifiedName, created, action, username, eventKey } = entry;
  return {
    ...{ entityQualifiedName: qualifiedName, typeName, entityId: guid },
    ...{ timestamp: created, created, user: username, action, eventKey },
    detail: detailOf(entry, isReadable),
  };
}
