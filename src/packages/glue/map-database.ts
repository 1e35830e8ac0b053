import { type Database } from '@aws-sdk/client-glue';

import { type JsonObject } from '../../foundation/index.ts';
import { type AssetDraft, cleanText, epochMs, reference } from './asset-draft.ts';
import { catalogName, childQualifiedName, databaseQualifiedName } from './qualified-name.ts';

/** Where a Glue database stands in the catalog. */
export interface SchemaPlace {
  readonly connectionQualifiedName: string;
  readonly schemaName: string;
  readonly schemaQualifiedName: string;
}

export function schemaPlace(connectionQualifiedName: string, schemaName: string): SchemaPlace {
  const parent = databaseQualifiedName(connectionQualifiedName);
  return { connectionQualifiedName, schemaName, schemaQualifiedName: childQualifiedName(parent, schemaName) };
}

/** The attributes that every asset below the Database carries. */
export function databaseAttributes(connectionQualifiedName: string): JsonObject {
  return {
    connectorName: 'glue',
    connectionQualifiedName,
    databaseName: catalogName,
    databaseQualifiedName: databaseQualifiedName(connectionQualifiedName),
  };
}

/** The attributes that every asset below a Schema carries. */
export function schemaAttributes(place: SchemaPlace): JsonObject {
  return {
    ...databaseAttributes(place.connectionQualifiedName),
    schemaName: place.schemaName,
    schemaQualifiedName: place.schemaQualifiedName,
  };
}

/** Glue's catalog of the account → `Database`. */
export function mapCatalog(connectionQualifiedName: string): AssetDraft {
  return {
    typeName: 'Database',
    status: 'ACTIVE',
    attributes: {
      qualifiedName: databaseQualifiedName(connectionQualifiedName),
      name: catalogName,
      connectorName: 'glue',
      connectionQualifiedName,
    },
  };
}

/** A Glue database → `Schema` (Atlan wire, Glue mapping). */
export function mapDatabase(place: SchemaPlace, database: Database): AssetDraft {
  return {
    typeName: 'Schema',
    status: 'ACTIVE',
    attributes: {
      ...databaseAttributes(place.connectionQualifiedName),
      qualifiedName: place.schemaQualifiedName,
      name: place.schemaName,
      description: cleanText(database.Description),
      schemaExternalLocation: cleanText(database.LocationUri),
      sourceCreatedAt: epochMs(database.CreateTime),
      database: reference('Database', databaseQualifiedName(place.connectionQualifiedName)),
    },
  };
}
