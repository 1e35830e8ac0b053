import { type JsonObject, type JsonValue } from '../../foundation/index.ts';
import { reference } from '../asset-rows/index.ts';
import { nameOnPath, type RelationalPath } from './relational-path.ts';

/** What follows from the place of an asset: names of all it lies in, and the link to what it lies in directly. */
export interface Place {
  readonly attributes: JsonObject;
  readonly links: JsonObject;
}

/** The place of a database, schema, table, view or materialised view; of a column all but the container, whose type no row says. */
export function placeOf({ level, connection, names }: RelationalPath, connectionName: string): Place {
  const [database = '', schema = ''] = names;
  const databaseName = nameOnPath(connectionName, [database]);
  const schemaName = nameOnPath(connectionName, [database, schema]);
  const attributes: Record<string, JsonValue> = {
    connectorName: connection.connector,
    connectionQualifiedName: connectionName,
  };
  if (level > 1) Object.assign(attributes, { databaseName: database, databaseQualifiedName: databaseName });
  if (level > 2) Object.assign(attributes, { schemaName: schema, schemaQualifiedName: schemaName });
  const links: Record<string, JsonValue> = {};
  if (level === 2) links['database'] = reference('Database', databaseName);
  if (level === 3) links['atlanSchema'] = reference('Schema', schemaName);
  return { attributes, links };
}

/** What columns call the container that they lie in. */
const containerEnds: Readonly<Record<string, { readonly link: string; readonly kind: 'table' | 'view' }>> = {
  Table: { link: 'table', kind: 'table' },
  View: { link: 'view', kind: 'view' },
  MaterialisedView: { link: 'materialisedView', kind: 'view' },
};

/** The place of a column in the container that was found. */
export function placeInContainer(container: {
  readonly typeName: string;
  readonly name: string;
  readonly qualifiedName: string;
}): Place {
  const { typeName, name, qualifiedName } = container;
  const { link, kind } = containerEnds[typeName] ?? { link: 'table', kind: 'table' };
  return {
    attributes: { [`${kind}Name`]: name, [`${kind}QualifiedName`]: qualifiedName },
    links: { [link]: reference(typeName, qualifiedName) },
  };
}
