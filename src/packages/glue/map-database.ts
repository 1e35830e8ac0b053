import { type Database } from '@aws-sdk/client-glue';

import { type JsonObject } from '../../foundation/index.ts';
import { type AssetDraft, cleanText, epochMs, reference } from './asset-draft.ts';
import { isTableBucket } from './catalog-target.ts';
import { catalogName, childQualifiedName, databaseQualifiedName } from './qualified-name.ts';

/** Where a Glue database stands in the catalog. */
export interface SchemaPlace {
  readonly connectionQualifiedName: string;
  readonly catalogName: string;
  /** Every table is one of Iceberg, whatever its `TableType` says. */
  readonly isTableBucket: boolean;
  readonly schemaName: string;
  readonly schemaQualifiedName: string;
}

/** The catalog of a place, as far as names go. */
export interface PlacedCatalog {
  readonly name: string;
  readonly id: string | null;
}

const ownCatalog: PlacedCatalog = { name: catalogName, id: null };

export function schemaPlace(
  connectionQualifiedName: string,
  schemaName: string,
  catalog: PlacedCatalog = ownCatalog,
): SchemaPlace {
  return {
    connectionQualifiedName,
    catalogName: catalog.name,
    isTableBucket: isTableBucket(catalog.id),
    schemaName,
    schemaQualifiedName: childQualifiedName(databaseQualifiedName(connectionQualifiedName, catalog.name), schemaName),
  };
}

/** The attributes that every asset below the Database carries. */
export function databaseAttributes(place: Pick<SchemaPlace, 'connectionQualifiedName' | 'catalogName'>): JsonObject {
  const { connectionQualifiedName } = place;
  return {
    connectorName: 'glue',
    connectionQualifiedName,
    databaseName: place.catalogName,
    databaseQualifiedName: databaseQualifiedName(connectionQualifiedName, place.catalogName),
  };
}

/** The attributes that every asset below a Schema carries. */
export function schemaAttributes(place: SchemaPlace): JsonObject {
  return {
    ...databaseAttributes(place),
    schemaName: place.schemaName,
    schemaQualifiedName: place.schemaQualifiedName,
  };
}

/** A Glue catalog → `Database`. `sourceId` is left as it is when it is not known. */
export function mapCatalog(
  connectionQualifiedName: string,
  { name = catalogName, sourceId = null }: { readonly name?: string; readonly sourceId?: string | null } = {},
): AssetDraft {
  return {
    typeName: 'Database',
    status: 'ACTIVE',
    attributes: {
      qualifiedName: databaseQualifiedName(connectionQualifiedName, name),
      name,
      connectorName: 'glue',
      connectionQualifiedName,
      ...(sourceId === null ? {} : { assetSourceId: sourceId }),
    },
  };
}

/** A Glue database → `Schema` (Atlan wire, Glue mapping). */
export function mapDatabase(place: SchemaPlace, database: Database): AssetDraft {
  return {
    typeName: 'Schema',
    status: 'ACTIVE',
    attributes: {
      ...databaseAttributes(place),
      ...linkAttributes(database),
      qualifiedName: place.schemaQualifiedName,
      name: place.schemaName,
      description: cleanText(database.Description),
      schemaExternalLocation: cleanText(database.LocationUri),
      sourceCreatedAt: epochMs(database.CreateTime),
      database: reference('Database', databaseQualifiedName(place.connectionQualifiedName, place.catalogName)),
    },
  };
}

// A resource link to a database stands under its own name and shows the tables of its target.
function linkAttributes({ TargetDatabase: target }: Database): JsonObject {
  if (target === undefined) return {};
  const linked = [target.Region, target.CatalogId, target.DatabaseName].filter(Boolean).join('/');
  return { subType: resourceLink, linkedSchemaQualifiedName: cleanText(linked) };
}

/** The sub-type of a resource link. */
export const resourceLink = 'RESOURCE_LINK';
