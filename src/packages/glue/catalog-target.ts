import { type DatabaseFilter } from './database-filter.ts';
import { type GlueAuth, type GlueIdentity } from './glue-identity.ts';

/** A role to take with the one before it, the first with the credential of the workflow. */
export interface RoleLink {
  readonly roleArn: string;
  readonly externalId: string | null;
}

/** One Glue catalog that a crawl reads, and how it is reached. It becomes one Database of the connection. */
export interface CatalogTarget {
  /** The name of its Database, unlike that of every other one of the crawl. */
  readonly name: string;
  /** Glue's `CatalogId`; `null` for the catalog of the account that is called. */
  readonly id: string | null;
  /** `null`: the one that the credential says. */
  readonly region: string | null;
  readonly roles: readonly RoleLink[];
  readonly databases: DatabaseFilter;
}

/** The twelve digits before an id's `:`; `null` for any other text. */
export const accountOf = (catalogId: string): string | null => /^(\d{12})(?::|$)/.exec(catalogId)?.[1] ?? null;

/** Catalogs of S3 table buckets, in which every table is an Iceberg one (Atlan wire, Glue mapping). */
export const isTableBucket = (catalogId: string | null): boolean =>
  catalogId !== null && /^\d{12}:s3tablescatalog(?:\/|$)/.test(catalogId);

/** The account that a catalog must be of, by its id or else by the last role; `null` when nothing says so. */
export function expectedAccount({ id, roles }: Pick<CatalogTarget, 'id' | 'roles'>): string | null {
  if (id !== null) return accountOf(id);
  return /^arn:[^:]*:iam::(\d{12}):/.exec(roles.at(-1)?.roleArn ?? '')?.[1] ?? null;
}

/** As whom, and where, the catalog is read: its roles taken one after the other, beginning with the workflow's credential. */
export function identityFor(identity: GlueIdentity, { region, roles }: CatalogTarget): GlueIdentity {
  const auth = roles.reduce<GlueAuth>((from, role) => ({ kind: 'role', ...role, from }), identity.auth);
  return { ...identity, region: region ?? identity.region, auth };
}
