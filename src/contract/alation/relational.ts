import { Type, type Static } from 'typebox';
import { anyJson, nullable, openObject } from '../atlan/envelope.ts';

const number = Type.Integer({ minimum: 1 });
/** `null` for what the caller may not see, or is not there. */
const numberAbove = nullable(number);

/** What an object says in a field of its own: a text, a list of texts, or of `{otype, oid}`. */
export const CustomFieldValue = Type.Object({ field_id: Type.Integer(), field_name: Type.String(), value: anyJson });
export type CustomFieldValue = Static<typeof CustomFieldValue>;

const object = {
  id: number,
  name: Type.String(),
  title: Type.String(),
  description: Type.String({ description: 'what people wrote; the comment of the source stands apart' }),
  ds_id: numberAbove,
  key: Type.String({ description: '`<data source>.<schema>.<table>.<column>`; segments with a dot are quoted' }),
  url: Type.String(),
  custom_fields: Type.Array(CustomFieldValue),
};

/** A schema (Alation wire, shapes). */
export const RelationalSchema = Type.Object({ ...object, db_comment: nullable(Type.String()) });
export type RelationalSchema = Static<typeof RelationalSchema>;

/** A table or view (Alation wire, shapes). */
export const RelationalTable = Type.Object({
  ...object,
  table_type: Type.String({ description: '`TABLE`, `VIEW` or `MATERIALIZED_VIEW`' }),
  schema_id: numberAbove,
  schema_name: Type.String(),
  base_table_key: Type.Null(),
  sql: nullable(Type.String()),
  partition_columns: Type.Array(Type.String()),
  partition_definition: nullable(Type.String()),
  table_comment: nullable(Type.String()),
});
export type RelationalTable = Static<typeof RelationalTable>;

/** A column (Alation wire, shapes). */
export const RelationalColumn = Type.Object({
  ...object,
  column_type: Type.String(),
  column_comment: nullable(Type.String()),
  nullable: nullable(Type.Boolean()),
  position: nullable(Type.Integer()),
  schema_id: numberAbove,
  table_id: numberAbove,
  table_name: Type.String(),
  index: Type.Object({
    isPrimaryKey: Type.Boolean(),
    isForeignKey: Type.Boolean(),
    referencedColumnId: Type.Null(),
    isOtherIndex: Type.Boolean(),
  }),
});
export type RelationalColumn = Static<typeof RelationalColumn>;

const datasource = {
  id: number,
  title: Type.String(),
  description: Type.String(),
  uri: Type.String(),
  db_username: Type.String(),
  private: Type.Boolean(),
  is_hidden: Type.Boolean(),
  deleted: Type.Boolean(),
  url: Type.String(),
  otype: Type.Literal('data'),
  owner_ids: Type.Array(Type.Integer()),
  latest_extraction_time: nullable(Type.String()),
  latest_extraction_successful: nullable(Type.Boolean()),
  qualified_name: Type.String(),
};

/** A data source as newer clients read it. */
export const DatasourceV2 = Type.Object({ ...datasource, connector_id: nullable(number) });
export type DatasourceV2 = Static<typeof DatasourceV2>;

/** A data source as older clients read it. */
export const DatasourceV1 = Type.Object({
  ...datasource,
  dbtype: Type.String(),
  host: Type.String(),
  port: nullable(Type.Integer()),
  dbname: Type.String(),
  is_virtual: Type.Boolean(),
  deployment_setup_complete: Type.Boolean(),
});
export type DatasourceV1 = Static<typeof DatasourceV1>;

const legacyFields = Type.Array(Type.Object({ field_name: Type.String(), value_type: Type.String(), value: anyJson }));

/** The same objects as one client that is older still reads them (Alation wire, legacy `/catalog`). */
export const LegacySchema = Type.Object({
  ...object,
  custom_fields: legacyFields,
  db_comment: nullable(Type.String()),
});
export type LegacySchema = Static<typeof LegacySchema>;

export const LegacyTable = Type.Object({
  ...object,
  custom_fields: legacyFields,
  schema_id: numberAbove,
  schema_name: Type.String(),
  db_table_type: Type.String(),
  is_view: Type.Boolean(),
  is_synonym: Type.Boolean(),
  synonyms: Type.Array(Type.String()),
  base_table: Type.Null(),
  db_comment: nullable(Type.String()),
});
export type LegacyTable = Static<typeof LegacyTable>;

export const LegacyColumn = Type.Object({
  ...object,
  custom_fields: legacyFields,
  schema_id: numberAbove,
  table_id: numberAbove,
  table_name: Type.String(),
  data_type: Type.String(),
  position: nullable(Type.Integer()),
  nullable: nullable(Type.Boolean()),
  db_comment: nullable(Type.String()),
});
export type LegacyColumn = Static<typeof LegacyColumn>;

const window = {
  limit: Type.Optional(Type.Integer({ minimum: 1, description: '100 when absent; more than 1,000 are 1,000' })),
  skip: Type.Optional(Type.Integer({ minimum: 0 })),
  order_by: Type.Optional(Type.String({ description: '`field` or `-field`; `id` when absent' })),
  fields: Type.Optional(Type.String({ description: 'the members that are shown, joined by commas' })),
  values: Type.Optional(Type.String({ description: 'the same as `fields`' })),
};
const ids = Type.Optional(
  Type.Integer({ description: 'repeated: one of them; with `__gt`, `__gte`, `__lt`, `__lte`' }),
);
const names = Type.Optional(
  Type.String({
    description:
      'repeated: one of them; with `__iexact`, `__contains`, `__icontains`, `__startswith`, `__istartswith`, `__endswith`, `__iendswith`',
  }),
);
const flag = Type.Optional(Type.Boolean({ description: 'accepted and without effect' }));

export const DatasourceParameters = Type.Object({
  ...window,
  id: ids,
  include_hidden: flag,
  include_undeployed: flag,
  exclude_suspended: flag,
});
export const SchemaParameters = Type.Object({ ...window, id: ids, ds_id: ids, name: names, exclude_deleted_ref: flag });
export const TableParameters = Type.Object({
  ...window,
  id: ids,
  ds_id: ids,
  schema_id: ids,
  name: names,
  schema_name: names,
  exclude_deleted_ref: flag,
});
export const ColumnParameters = Type.Object({
  ...window,
  id: ids,
  ds_id: ids,
  schema_id: ids,
  table_id: ids,
  name: names,
  table_name: names,
  exclude_deleted_ref: flag,
});

/** Objects to change, each by `id` or `key`: `title`, `description`, the comment, `custom_fields`. Anything else is refused by name. */
export const ObjectChanges = Type.Array(openObject);
export type ObjectChanges = Static<typeof ObjectChanges>;
export const ObjectChangeParameters = Type.Object({ ds_id: Type.Integer({ minimum: 1 }) });

/** The number under which what became of a change is asked for. It is done already. */
export const StartedJob = Type.Object({ job_id: Type.Integer() });
export type StartedJob = Static<typeof StartedJob>;

export const JobParameters = Type.Object({ id: Type.Integer({ minimum: 1 }) });
/** What became of a change. */
export const BulkJob = Type.Object({
  status: Type.String({ description: '`successful`' }),
  msg: Type.String(),
  result: Type.Array(
    Type.Object({
      response: Type.String(),
      mapping: Type.Array(Type.Object({ id: Type.Integer(), key: Type.String() })),
      errors: Type.Array(Type.String()),
    }),
  ),
});

export const ConnectorList = Type.Array(Type.Object({ id: number, name: Type.String() }));
export type ConnectorList = Static<typeof ConnectorList>;
