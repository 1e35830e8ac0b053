import { type Column } from '@aws-sdk/client-glue';

import { type JsonObject } from '../../foundation/index.ts';
import { type AssetDraft, cleanText, reference, textLengthMax } from './asset-draft.ts';
import { baseTypeName, type ColumnType, nestedFields, type StructField } from './column-type.ts';
import { parseColumnType } from './parse-column-type.ts';
import { childQualifiedName } from './qualified-name.ts';

/** Levels of nested columns (Atlan wire, Glue mapping). */
const nestedDepthMax = 15;

// A b-tree entry of PostgreSQL holds 2,704 bytes. Names of fields are not bounded by Glue, so nesting stops before a
// qualified name grows beyond what the unique index takes; the type of the last column still tells the rest.
const nestedNameBytesMax = 2_000;
/** What the catalog takes (Atlan wire, entity limits). */
const columnNameBytesMax = 2_500;

/** The table or view that columns stand in. */
export interface ColumnParent {
  readonly typeName: 'Table' | 'View';
  readonly name: string;
  readonly qualifiedName: string;
  /** What every asset below the schema carries. */
  readonly schemaAttributes: JsonObject;
}

/** A column of a Glue table as it will be stored: a partition key that is also a data column is one column. */
export interface PlacedColumn {
  readonly source: Column;
  readonly name: string;
  /** From 1; data columns first, then partition keys. */
  readonly order: number;
  /** From 1; `null` unless the column is a partition key. */
  readonly partitionOrder: number | null;
}

/** Columns and nested columns of one table, parents before children: `levels[0]` are the table's own. */
export interface MappedColumns {
  readonly levels: readonly (readonly AssetDraft[])[];
  readonly warnings: readonly string[];
}

export function mapColumns(parent: ColumnParent, columns: readonly PlacedColumn[]): MappedColumns {
  const collector: Collector = { parent, levels: [], warnings: [] };
  for (const column of columns) addColumn(collector, column);
  return collector;
}

interface Collector {
  readonly parent: ColumnParent;
  readonly levels: AssetDraft[][];
  readonly warnings: string[];
}

/** A column that has been placed, as its nested columns see it. */
interface Ancestor {
  readonly name: string;
  readonly qualifiedName: string;
}

function addColumn(collector: Collector, column: PlacedColumn): void {
  const { parent } = collector;
  const text = column.source.Type?.trim() ?? '';
  const type = parseColumnType(text);
  const self = { name: column.name, qualifiedName: childQualifiedName(parent.qualifiedName, column.name) };
  if (Buffer.byteLength(self.qualifiedName) > columnNameBytesMax) {
    collector.warnings.push(`column \`${self.name.slice(0, 80)}…\` has too long a path and is left out`);
    return;
  }
  const level = levelOf(collector, 0);
  level.push({
    typeName: 'Column',
    status: 'ACTIVE',
    attributes: {
      ...ownAttributes(parent, self),
      ...typeAttributes(text, type),
      description: cleanText(column.source.Comment),
      order: column.order,
      isPartition: column.partitionOrder !== null,
      partitionOrder: column.partitionOrder,
      isNullable: nullability(column.source),
      ...identityOf(column.source),
      [parent.typeName === 'View' ? 'view' : 'table']: reference(parent.typeName, parent.qualifiedName),
    },
  });
  if (text.length > textLengthMax)
    collector.warnings.push(`the type of \`${self.name}\` is cut to ${textLengthMax} characters`);
  if (type !== null) addNested(collector, nestedFields(type), [self]);
}

function addNested(collector: Collector, fields: readonly StructField[], path: readonly Ancestor[]): void {
  const above = path.at(-1);
  if (above === undefined || fields.length === 0) return;
  if (path.length > nestedDepthMax) {
    collector.warnings.push(
      `\`${above.qualifiedName}\` nests deeper than ${nestedDepthMax} levels, the rest stays in its type`,
    );
    return;
  }
  const seen = new Set<string>();
  fields.forEach((field, index) => {
    const self = { name: field.name, qualifiedName: childQualifiedName(above.qualifiedName, field.name) };
    if (Buffer.byteLength(self.qualifiedName) > nestedNameBytesMax) {
      collector.warnings.push(
        `a field of \`${above.qualifiedName}\` has too long a path to be a column, it stays in the type`,
      );
      return;
    }
    if (seen.has(self.name)) {
      collector.warnings.push(`\`${self.qualifiedName}\` is listed twice, the first one is kept`);
      return;
    }
    seen.add(self.name);
    levelOf(collector, path.length).push(nestedColumn(collector.parent, field, { self, path, order: index + 1 }));
    addNested(collector, nestedFields(field.type), [...path, self]);
  });
}

interface NestedPlace {
  readonly self: Ancestor;
  readonly path: readonly Ancestor[];
  readonly order: number;
}

function nestedColumn(parent: ColumnParent, field: StructField, { self, path, order }: NestedPlace): AssetDraft {
  const above = path.at(-1) ?? self;
  return {
    typeName: 'Column',
    status: 'ACTIVE',
    attributes: {
      ...ownAttributes(parent, self),
      ...typeAttributes(field.text, field.type),
      description: cleanText(field.comment),
      order,
      nestedColumnOrder: String(order),
      columnDepthLevel: path.length,
      columnHierarchy: path.map(({ name, qualifiedName }, index) => ({
        depth: String(index + 1),
        name,
        qualifiedName,
      })),
      parentColumnName: above.name,
      parentColumnQualifiedName: above.qualifiedName,
      parentColumn: reference('Column', above.qualifiedName),
    },
  };
}

function levelOf(collector: Collector, depth: number): AssetDraft[] {
  const level = collector.levels[depth] ?? [];
  collector.levels[depth] = level;
  return level;
}

function ownAttributes(parent: ColumnParent, self: Ancestor): JsonObject & Ancestor {
  const isView = parent.typeName === 'View';
  return {
    ...parent.schemaAttributes,
    qualifiedName: self.qualifiedName,
    name: self.name,
    tableName: isView ? null : parent.name,
    tableQualifiedName: isView ? null : parent.qualifiedName,
    viewName: isView ? parent.name : null,
    viewQualifiedName: isView ? parent.qualifiedName : null,
  };
}

/** What can be read off a type; a text that is no type still gives its first word, so that people can filter by it. */
function typeAttributes(text: string, type: ColumnType | null): JsonObject {
  const firstWord = /^[^\s(<]+/.exec(text)?.[0].toUpperCase() ?? null;
  const base = type === null ? firstWord : baseTypeName(type);
  const [first = null, second = null] = type?.kind === 'primitive' ? type.parameters : [];
  const isDecimal = base === 'DECIMAL' || base === 'NUMERIC';
  const hasLength = base === 'CHAR' || base === 'VARCHAR';
  return {
    dataType: base,
    rawDataTypeDefinition: cleanText(text),
    nestedColumnCount: type === null ? 0 : nestedFields(type).length,
    precision: isDecimal ? first : null,
    numericScale: isDecimal ? second : null,
    maxLength: hasLength ? first : null,
  };
}

// Iceberg numbers its columns for good: a number outlives a new name.
function identityOf({ Parameters }: Column): JsonObject {
  const id = Parameters?.['iceberg.field.id'];
  return id === undefined ? {} : { assetSourceId: cleanText(id) };
}

// Only Iceberg says whether a column may be empty; of other tables Glue does not know.
function nullability({ Parameters }: Column): boolean | null {
  const optional = Parameters?.['iceberg.field.optional'];
  return optional === 'true' ? true : optional === 'false' ? false : null;
}
