import { type GlueCatalog } from './glue-catalog.ts';
import { type LakeFormation } from './lake-formation.ts';

/** How the endpoint behaves, beside serving its catalog. Everything can be changed while it runs. */
export interface GlueBehaviour {
  /** Largest page it returns, even when asked for more; at most 100, as in Glue. */
  readonly pageSize?: number;
  /** Added to every answer. */
  readonly latencyMs?: number;
  /** Databases that are listed, but refuse every call about them with `AccessDeniedException`. */
  readonly deniedDatabases?: readonly string[];
  /** Refuses to list databases. */
  readonly deniesListing?: boolean;
  /** A lost Lake Formation grant: the table is omitted from listings, and asking for it by name is denied. */
  readonly hidesTable?: (database: string, table: string) => boolean;
  /** A database nothing is granted on any more: omitted from the listing, and every call about it is denied. */
  readonly hidesDatabase?: (database: string) => boolean;
  /** A listing that is wrong: the table is left out of it, and is there when asked for by name. */
  readonly omitsTable?: (database: string, table: string) => boolean;
  /** Answers half of what it has to say, and breaks the connection off. */
  readonly breaksOff?: (request: GlueRequest) => boolean;
  /** Calls answered in any one second; the rest get HTTP 400 `ThrottlingException`. */
  readonly callsPerSecondMax?: number;
  /** Access key ids that are let in; anyone when absent. Signatures are not checked. */
  readonly accessKeys?: readonly string[];
  /** Other catalogs, by account, region or `CatalogId`; `undefined` for the usual one, `null` for one that does not exist. */
  readonly catalogFor?: (request: GlueRequest) => GlueCatalog | null | undefined;
  /** What Lake Formation says; no tags when absent. */
  readonly lakeFormation?: LakeFormation;
  /** Refuses every call about tags. */
  readonly deniesTags?: boolean;
  /** Called before an answer is made: a test may change the catalog, expire tokens or throw a fault at an exact call. */
  readonly beforeCall?: (request: GlueRequest) => void;
}

/** A line of the request log. */
export interface GlueRequest {
  /** `GetTables` and so on; `SearchTablesByLFTags` and so on of Lake Formation. */
  readonly operation: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly accessKey: string | null;
  readonly region: string | null;
}
