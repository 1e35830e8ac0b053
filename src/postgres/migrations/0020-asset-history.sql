-- What happened to assets, what was searched for, and what was carried on: all three are searched by clients.

-- One entry per thing that happened to one asset, written with it. No foreign keys, for the reason that `relationship` has none: the
-- history outlives an asset that is purged.
CREATE TABLE asset_history (
  -- The order of entries of one moment.
  sequence       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  guid           uuid NOT NULL,
  -- Epoch milliseconds, equal to what the asset shows as its time of update.
  created        bigint NOT NULL,
  action         text NOT NULL,
  username       text NOT NULL,
  type_name      text NOT NULL,
  -- As it was called then.
  qualified_name text NOT NULL,
  -- Not the first entry of the asset at that moment.
  further        boolean NOT NULL DEFAULT FALSE,
  -- The term that was put on or taken off. SECURITY: such an entry shows only to who may read the term too.
  term_guid      uuid,
  -- Only what the other columns do not say.
  detail         jsonb
);
-- Few, because crawls make entries by the thousand; the one for names holds four bytes of each.
CREATE INDEX asset_history_guid ON asset_history (guid, created);
CREATE INDEX asset_history_created ON asset_history (created);
CREATE INDEX asset_history_user ON asset_history (username, created);
CREATE INDEX asset_history_name ON asset_history USING hash (qualified_name);

-- The history begins with what there is.
INSERT INTO asset_history (guid, created, action, username, type_name, qualified_name)
SELECT guid, create_time, 'ENTITY_CREATE', created_by, type_name, qualified_name FROM asset ORDER BY create_time, guid;

-- Searches that were asked to be remembered, with what they found. Kept for 90 days.
CREATE TABLE search_log (
  sequence            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Epoch milliseconds.
  created             bigint NOT NULL,
  username            text NOT NULL,
  client              text NOT NULL,
  host                text NOT NULL,
  address             text NOT NULL,
  utm_tags            text[] NOT NULL,
  -- What the page showed: three lists side by side.
  entity_guids        text[] NOT NULL,
  entity_names        text[] NOT NULL,
  entity_types        text[] NOT NULL,
  -- How many matched in all.
  results_count       bigint NOT NULL,
  response_ms         integer NOT NULL CHECK (response_ms >= 1),
  -- JSON as text: it may hold what no jsonb can.
  dsl                 text NOT NULL,
  attributes          text[] NOT NULL,
  relation_attributes text[] NOT NULL,
  CONSTRAINT search_log_lists_are_of_one_length
    CHECK (cardinality(entity_guids) = cardinality(entity_names) AND cardinality(entity_guids) = cardinality(entity_types))
);
CREATE INDEX search_log_created ON search_log (created);
CREATE INDEX search_log_user ON search_log (username, created);
CREATE INDEX search_log_guids ON search_log USING gin (entity_guids) WHERE entity_guids <> '{}';

-- Work that clients look for after they have asked for it. All of it is done when it is written here. Kept for 30 days, and no
-- longer than the asset.
CREATE TABLE task (
  guid       uuid PRIMARY KEY,
  type       text NOT NULL,
  username   text NOT NULL,
  -- Epoch milliseconds.
  created    bigint NOT NULL,
  -- The asset whose tag was carried on.
  asset_guid uuid NOT NULL,
  -- Internal name.
  tag_name   text NOT NULL
);
CREATE INDEX task_asset ON task (asset_guid, created);
CREATE INDEX task_created ON task (created);
