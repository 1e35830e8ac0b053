-- Custom metadata, enumerations and structs: which there are, and how the values on assets are found.

CREATE TABLE type_definition (
  guid           uuid PRIMARY KEY,
  category       text NOT NULL CHECK (category IN ('BUSINESS_METADATA', 'ENUM', 'STRUCT')),
  -- Of a set of custom metadata internal: a letter and 21 letters and digits, made here. Assets speak of a set by it, so that
  -- renaming one changes no asset. Of an enumeration or a struct what people call it, too.
  name           text NOT NULL UNIQUE CHECK (name <> ''),
  -- Not unique: a caller may ask for two sets that are called alike.
  display_name   text NOT NULL CHECK (display_name <> ''),
  description    text,
  -- Logo, lock and whatever else clients keep there; as they sent it.
  options        jsonb NOT NULL DEFAULT '{}',
  -- A list. Each attribute of a set has an internal `name` like that of the set; archived ones stay.
  attribute_defs jsonb NOT NULL DEFAULT '[]',
  -- A list, of enumerations only: what a value may be, in the order of people.
  element_defs   jsonb NOT NULL DEFAULT '[]',
  created_by     text NOT NULL,
  updated_by     text NOT NULL,
  -- Epoch milliseconds, as of assets.
  create_time    bigint NOT NULL,
  update_time    bigint NOT NULL,
  version        integer NOT NULL DEFAULT 1,
  CONSTRAINT set_name_is_internal CHECK (category <> 'BUSINESS_METADATA' OR name ~ '^[A-Za-z][A-Za-z0-9]{21}$')
);

-- `asset.business_attributes` is {set: {attribute: value}} by internal names. INVARIANT: never a null, an empty list or an empty
-- set, so that a set is in use exactly where its name is; the set exists, because who writes a value holds its definition
-- (FOR KEY SHARE), and a purge waits for them. Most assets have none, and those are not in the index.
CREATE INDEX asset_custom_metadata ON asset USING gin (business_attributes) WHERE business_attributes <> '{}';

-- One client asks for at least one tag and one set before it believes that it is signed in. These are for reviews of assets; they
-- are like every other one, and who manages types may change and remove them.
INSERT INTO tag_definition (guid, name, display_name, description, options, attribute_defs, created_by, updated_by, create_time, update_time)
SELECT '7c0f2b1e-3d54-8a86-8d0b-5f1a60c1e001', 'clavisTagNeedsReview01', 'Needs review', 'Somebody should look at this',
  '{"color": "Yellow", "iconName": "atlanTags", "imageID": "", "iconType": "icon"}', '[]', '$system', '$system', 1735689600000, 1735689600000
WHERE NOT EXISTS (SELECT FROM tag_definition);

INSERT INTO type_definition (guid, category, name, display_name, description, options, attribute_defs, created_by, updated_by, create_time, update_time)
VALUES (
  '7c0f2b1e-3d54-8a86-8d0b-5f1a60c1e002', 'BUSINESS_METADATA', 'clavisSetOfReviews0001', 'Review', 'Who looked at this, and when',
  '{"logoType": "icon", "iconName": "PhListChecks", "iconColor": "Gray", "isLocked": false}',
  '[
    {"name": "clavisReviewedOn000001", "displayName": "Reviewed on", "typeName": "date", "cardinality": "SINGLE",
     "isOptional": true, "isUnique": false, "isIndexable": true, "includeInNotification": false,
     "options": {"customMetadataVersion": "v2", "primitiveType": "date", "applicableEntityTypes": "[\"Asset\"]", "allowSearch": true,
                 "allowFiltering": true, "multiValueSelect": false, "showInOverview": false, "isEnum": false}},
    {"name": "clavisReviewedBy000001", "displayName": "Reviewed by", "typeName": "array<string>", "cardinality": "SET",
     "isOptional": true, "isUnique": false, "isIndexable": true, "includeInNotification": false,
     "options": {"customMetadataVersion": "v2", "primitiveType": "users", "customType": "users", "applicableEntityTypes": "[\"Asset\"]",
                 "allowSearch": true, "allowFiltering": true, "multiValueSelect": true, "showInOverview": false, "isEnum": false,
                 "maxStrLength": "100000000"}}
  ]',
  '$system', '$system', 1735689600000, 1735689600000
);
