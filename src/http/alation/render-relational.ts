import type { CustomField, RelationalObject } from '../../catalog/index.ts';
import type {
  CustomFieldValue,
  LegacyColumn,
  LegacySchema,
  LegacyTable,
  RelationalColumn,
  RelationalSchema,
  RelationalTable,
} from '../../contract/index.ts';

function textOf({ attributes }: RelationalObject, name: string): string | null {
  const value = attributes[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function numberOf({ attributes }: RelationalObject, name: string): number | null {
  const value = attributes[name];
  return typeof value === 'number' ? value : null;
}

function truthOf({ attributes }: RelationalObject, name: string): boolean | null {
  const value = attributes[name];
  return typeof value === 'boolean' ? value : null;
}

/** Pages of the catalog by the words of the wire. */
const urlWords = { schema: 'schema', table: 'table', column: 'attribute' } as const;

/** What every object has. The comment is what the source says, the description what people wrote (Alation wire, mapping). */
function renderObject(object: RelationalObject) {
  return {
    id: object.number,
    name: object.name,
    title: textOf(object, 'displayName') ?? '',
    description: textOf(object, 'userDescription') ?? '',
    ds_id: object.datasource,
    key: object.key,
    url: `/${urlWords[object.kind]}/${String(object.number)}/`,
  };
}

function renderCustomField({ id, name, value }: CustomField): CustomFieldValue {
  return { field_id: id, field_name: name, value };
}

function commentOf(object: RelationalObject): string | null {
  return textOf(object, 'description');
}

export function renderSchema(object: RelationalObject): RelationalSchema {
  const fields = object.customFields.map(renderCustomField);
  return { ...renderObject(object), custom_fields: fields, db_comment: commentOf(object) };
}

const tableTypes: Readonly<Record<string, string>> = {
  View: 'VIEW',
  CalculationView: 'VIEW',
  MaterialisedView: 'MATERIALIZED_VIEW',
};

function tableTypeOf({ typeName }: RelationalObject): string {
  return tableTypes[typeName] ?? 'TABLE';
}

function partitionColumns(object: RelationalObject): string[] {
  const names = (textOf(object, 'partitionList') ?? '').split(',').map((name) => name.trim());
  return names.filter((name) => name !== '');
}

export function renderTable(object: RelationalObject): RelationalTable {
  return {
    ...renderObject(object),
    custom_fields: object.customFields.map(renderCustomField),
    table_type: tableTypeOf(object),
    schema_id: object.schema.number,
    schema_name: object.schema.name,
    base_table_key: null,
    sql: textOf(object, 'definition'),
    partition_columns: partitionColumns(object),
    partition_definition: textOf(object, 'partitionStrategy'),
    table_comment: commentOf(object),
  };
}

function columnTypeOf(object: RelationalObject): string {
  return textOf(object, 'rawDataTypeDefinition') ?? textOf(object, 'dataType') ?? '';
}

export function renderColumn(object: RelationalObject): RelationalColumn {
  return {
    ...renderObject(object),
    custom_fields: object.customFields.map(renderCustomField),
    column_type: columnTypeOf(object),
    column_comment: commentOf(object),
    nullable: truthOf(object, 'isNullable'),
    position: numberOf(object, 'order'),
    schema_id: object.schema.number,
    table_id: object.table.number,
    table_name: object.table.name,
    index: {
      isPrimaryKey: truthOf(object, 'isPrimary') ?? false,
      isForeignKey: truthOf(object, 'isForeign') ?? false,
      referencedColumnId: null,
      isOtherIndex: truthOf(object, 'isIndexed') ?? false,
    },
  };
}

/** A field of the oldest shape: without a number, but with the kind of its value. */
function renderLegacyField({ name, value }: CustomField): LegacyTable['custom_fields'][number] {
  return { field_name: name, value_type: Array.isArray(value) ? 'list' : typeof value, value };
}

export function renderLegacySchema(object: RelationalObject): LegacySchema {
  const fields = object.customFields.map(renderLegacyField);
  return { ...renderObject(object), custom_fields: fields, db_comment: commentOf(object) };
}

export function renderLegacyTable(object: RelationalObject): LegacyTable {
  return {
    ...renderObject(object),
    custom_fields: object.customFields.map(renderLegacyField),
    schema_id: object.schema.number,
    schema_name: object.schema.name,
    db_table_type: tableTypeOf(object),
    is_view: tableTypeOf(object) !== 'TABLE',
    is_synonym: false,
    synonyms: [],
    base_table: null,
    db_comment: commentOf(object),
  };
}

export function renderLegacyColumn(object: RelationalObject): LegacyColumn {
  return {
    ...renderObject(object),
    custom_fields: object.customFields.map(renderLegacyField),
    schema_id: object.schema.number,
    table_id: object.table.number,
    table_name: object.table.name,
    data_type: columnTypeOf(object),
    position: numberOf(object, 'order'),
    nullable: truthOf(object, 'isNullable'),
    db_comment: commentOf(object),
  };
}
