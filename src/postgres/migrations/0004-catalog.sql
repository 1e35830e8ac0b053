-- Assets and the links between them. One row per asset whatever its type: the type model lives in the code, so a new
-- kind of asset is data, not a migration.

CREATE TABLE asset (
  guid                      uuid PRIMARY KEY,
  type_name                 text NOT NULL,
  qualified_name            text NOT NULL CHECK (qualified_name <> ''),
  name                      text NOT NULL,
  -- DELETED = archived: kept, findable on demand, restorable. A purged asset has no row.
  state                     text NOT NULL DEFAULT 'ACTIVE' CHECK (state IN ('ACTIVE', 'DELETED')),
  -- Which connection's rules the asset falls under; follows from the qualified name wherever that is a path.
  connection_qualified_name text,
  -- Everything that is set, apart from `name` and `qualifiedName`, which are columns. Never holds a null.
  attributes                jsonb NOT NULL DEFAULT '{}',
  custom_attributes         jsonb NOT NULL DEFAULT '{}',
  business_attributes       jsonb NOT NULL DEFAULT '{}',
  labels                    text[] NOT NULL DEFAULT '{}',
  created_by                text NOT NULL,
  updated_by                text NOT NULL,
  -- Epoch milliseconds, as the wire speaks of them: a search pages by the very number that a hit shows.
  create_time               bigint NOT NULL,
  update_time               bigint NOT NULL,
  -- Grows with every change of the row or of a link at it; a save that planned on an older one plans again.
  version                   integer NOT NULL DEFAULT 1,
  delete_handler            text CHECK (delete_handler IN ('SOFT', 'HARD', 'PURGE'))
);
-- INVARIANT: one asset per type and qualified name, whatever its state. The name comes first, so that the same index
-- serves look-ups without a known type and everything beneath a path.
CREATE UNIQUE INDEX asset_key ON asset (qualified_name, type_name);
CREATE INDEX asset_type ON asset (type_name, state);
CREATE INDEX asset_name ON asset (lower(name));

-- A link between two assets, seen from both ends. No foreign keys: checking 10,000 links one by one costs more than
-- writing them. INVARIANT: both ends exist, because who adds a link holds the rows of both ends, and who purges an
-- asset removes its links while holding its row.
CREATE TABLE relationship (
  guid       uuid NOT NULL,
  -- The name of the relationship definition, for example table_columns; it says what each end calls the other.
  type_name  text NOT NULL,
  end1_guid  uuid NOT NULL,
  end2_guid  uuid NOT NULL,
  attributes jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (end1_guid, type_name, end2_guid)
);
CREATE INDEX relationship_end2 ON relationship (end2_guid, type_name);
