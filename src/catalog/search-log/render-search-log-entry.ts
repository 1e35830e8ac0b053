import { isJsonObject, parseJson, type JsonObject } from '../../foundation/index.ts';

/** A remembered search as it is found: three lists side by side of what it showed. */
export interface FoundSearch {
  /** Epoch milliseconds. */
  readonly created: number;
  readonly username: string;
  readonly client: string;
  readonly host: string;
  readonly address: string;
  readonly utmTags: readonly string[];
  readonly guids: readonly string[];
  readonly qualifiedNames: readonly string[];
  readonly typeNames: readonly string[];
  readonly resultsCount: number;
  readonly responseMs: number;
  /** JSON text; of a very long one the beginning. */
  readonly dsl: string;
  readonly attributes: readonly string[];
  readonly relationAttributes: readonly string[];
}

/** One entry of the search log (Atlan wire: search log). Times are epoch milliseconds, `responseTime` milliseconds. */
export interface SearchLogEntry {
  readonly userAgent: string;
  readonly host: string;
  readonly ipAddress: string;
  readonly userName: string;
  readonly entityGuidsAll: readonly string[];
  readonly entityQFNamesAll: readonly string[];
  readonly entityGuidsAllowed: readonly string[];
  readonly entityQFNamesAllowed: readonly string[];
  readonly entityTypeNamesAll: readonly string[];
  readonly entityTypeNamesAllowed: readonly string[];
  readonly utmTags: readonly string[];
  readonly hasResult: boolean;
  readonly resultsCount: number;
  readonly responseTime: number;
  readonly createdAt: number;
  readonly timestamp: number;
  readonly failed: false;
  readonly 'request.dsl': JsonObject;
  readonly 'request.dslText': string;
  readonly 'request.attributes': readonly string[];
  readonly 'request.relationAttributes': readonly string[];
}

/** The text as the object that it was; empty when it was cut off. */
function parseDsl(text: string): JsonObject {
  try {
    const dsl: unknown = parseJson(text);
    return isJsonObject(dsl) ? dsl : {};
  } catch {
    return {};
  }
}

/** Searches find only what may be read, so what was found and what was allowed are the same. */
export function renderSearchLogEntry(found: FoundSearch): SearchLogEntry {
  const { guids, qualifiedNames, typeNames, created, resultsCount } = found;
  const types = [...new Set(typeNames)];
  return {
    ...{ userAgent: found.client, host: found.host, ipAddress: found.address, userName: found.username },
    ...{ entityGuidsAll: guids, entityQFNamesAll: qualifiedNames, entityTypeNamesAll: types },
    ...{ entityGuidsAllowed: guids, entityQFNamesAllowed: qualifiedNames, entityTypeNamesAllowed: types },
    ...{ utmTags: found.utmTags, hasResult: resultsCount > 0, resultsCount },
    ...{ responseTime: found.responseMs, createdAt: created, timestamp: created, failed: false },
    'request.dsl': parseDsl(found.dsl),
    'request.dslText': found.dsl,
    'request.attributes': found.attributes,
    'request.relationAttributes': found.relationAttributes,
  };
}
