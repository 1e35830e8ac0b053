-- Tags: which there are, and which assets carry them.

CREATE TABLE tag_definition (
  guid           uuid PRIMARY KEY,
  -- Internal: a letter and 21 letters and digits, made here. Assets, purposes and policies speak of a tag by it, so that renaming
  -- one changes nobody's rights.
  name           text NOT NULL UNIQUE CHECK (name ~ '^[A-Za-z][A-Za-z0-9]{21}$'),
  -- Not unique: a caller may ask for two tags that are called alike.
  display_name   text NOT NULL CHECK (display_name <> ''),
  description    text,
  -- Colour, icon and whatever else clients keep there; as they sent it.
  options        jsonb NOT NULL DEFAULT '{}',
  -- A list. Each has an internal `name` like that of the tag.
  attribute_defs jsonb NOT NULL DEFAULT '[]',
  created_by     text NOT NULL,
  updated_by     text NOT NULL,
  -- Epoch milliseconds, as of assets.
  create_time    bigint NOT NULL,
  update_time    bigint NOT NULL,
  version        integer NOT NULL DEFAULT 1
);
CREATE INDEX tag_definition_display_name ON tag_definition (display_name);

-- The tags that were put on an asset itself. No foreign keys, for the reason that `relationship` has none. INVARIANT: the asset
-- exists, because who writes here holds its row; the tag exists, because who names one holds its definition (FOR KEY SHARE).
CREATE TABLE asset_tag (
  asset_guid                    uuid NOT NULL,
  tag_name                      text NOT NULL,
  -- Whether it reaches other assets along the links that carry tags.
  propagate                     boolean NOT NULL,
  -- Whether it stops reaching them when this asset is archived or removed.
  remove_propagations_on_delete boolean NOT NULL,
  -- Not along lineage; along nothing but lineage.
  restrict_lineage              boolean NOT NULL,
  restrict_hierarchy            boolean NOT NULL,
  -- Values of the tag's attributes by their internal names.
  attributes                    jsonb NOT NULL DEFAULT '{}',
  -- What is found of it by words: the tag, and the tags of the source that it stands for.
  search_text                   text NOT NULL,
  PRIMARY KEY (asset_guid, tag_name),
  CONSTRAINT asset_tag_has_a_way CHECK (NOT (restrict_lineage AND restrict_hierarchy))
);

-- The tags that reach an asset from another one, with that other one: what comes from one source can go without the rest.
-- INVARIANT: follows from `asset_tag`, `relationship` and the states of assets. `asset.direct_tag_names` and
-- `asset.propagated_tag_names` are these two tables once more, and change with them under the lock of the asset.
CREATE TABLE asset_propagated_tag (
  asset_guid  uuid NOT NULL,
  tag_name    text NOT NULL,
  source_guid uuid NOT NULL CHECK (source_guid <> asset_guid),
  PRIMARY KEY (asset_guid, tag_name, source_guid)
);
