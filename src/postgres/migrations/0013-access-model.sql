-- What policies can speak of, and for whom: tags on assets, purposes beside personas, policies of every kind, members of
-- collections.

-- Internal names of the tags on an asset: its own, and those that reach it from elsewhere. Kept on the row, so that rights and
-- searches by tag read no other table.
ALTER TABLE asset
  ADD COLUMN direct_tag_names     text[] NOT NULL DEFAULT '{}',
  ADD COLUMN propagated_tag_names text[] NOT NULL DEFAULT '{}';
-- Partial: most assets have no tag, and an empty list would be an entry too.
CREATE INDEX asset_direct_tag_names ON asset USING gin (direct_tag_names) WHERE direct_tag_names <> '{}';
CREATE INDEX asset_propagated_tag_names ON asset USING gin (propagated_tag_names) WHERE propagated_tag_names <> '{}';

CREATE TABLE purpose (
  guid           uuid PRIMARY KEY,
  qualified_name text NOT NULL UNIQUE,
  name           text NOT NULL,
  enabled        boolean NOT NULL DEFAULT true,
  -- Sorted and without repetition, so that one set of tags is one value: no two purposes have the same.
  tag_names      text[] NOT NULL UNIQUE CHECK (cardinality(tag_names) > 0)
);

ALTER TABLE policy
  ALTER COLUMN persona_guid DROP NOT NULL,
  ADD COLUMN purpose_guid uuid REFERENCES purpose (guid) ON DELETE CASCADE,
  -- `policySubCategory` of the wire.
  ADD COLUMN category text NOT NULL DEFAULT 'metadata' CHECK (category IN ('metadata', 'data', 'glossary', 'domain', 'ai')),
  -- How rows look to whoever may select them; of the effect `mask` alone.
  ADD COLUMN mask text,
  ADD CONSTRAINT policy_has_one_parent CHECK (num_nonnulls(persona_guid, purpose_guid) = 1),
  DROP CONSTRAINT policy_effect_check,
  ADD CONSTRAINT policy_effect_check CHECK (effect IN ('allow', 'deny', 'mask')),
  ADD CONSTRAINT policy_mask_has_a_look CHECK ((effect = 'mask') = (mask IS NOT NULL));
UPDATE policy SET category = CASE
  WHEN 'select' = ANY (actions) THEN 'data'
  WHEN actions[1] LIKE 'persona-glossary-%' THEN 'glossary'
  WHEN actions[1] LIKE 'persona-domain-%' THEN 'domain'
  WHEN actions[1] LIKE 'persona-ai-%' THEN 'ai'
  ELSE 'metadata'
END;
ALTER TABLE policy ALTER COLUMN category DROP DEFAULT;
CREATE INDEX policy_purpose ON policy (purpose_guid) WHERE purpose_guid IS NOT NULL;

-- For whom a policy of a purpose is; those of a persona are for its members.
CREATE TABLE policy_audience (
  policy_guid  uuid NOT NULL REFERENCES policy (guid) ON DELETE CASCADE,
  -- actor: a username, of a user, API token or OAuth client · group: the name of a group; `public` is everybody
  subject_kind text NOT NULL CHECK (subject_kind IN ('actor', 'group')),
  subject      text NOT NULL,
  PRIMARY KEY (policy_guid, subject_kind, subject)
);
CREATE INDEX policy_audience_subject ON policy_audience (subject_kind, subject);

CREATE TABLE collection_member (
  collection_guid uuid NOT NULL,
  -- Repeated on each row, so that the collections of one actor are one index scan.
  qualified_name  text NOT NULL,
  -- editor: `adminUsers` and `adminGroups` of the wire · viewer: `viewerUsers` and `viewerGroups`
  level           text NOT NULL CHECK (level IN ('editor', 'viewer')),
  subject_kind    text NOT NULL CHECK (subject_kind IN ('actor', 'group')),
  subject         text NOT NULL,
  PRIMARY KEY (collection_guid, level, subject_kind, subject)
);
CREATE INDEX collection_member_subject ON collection_member (subject_kind, subject);
INSERT INTO collection_member (collection_guid, qualified_name, level, subject_kind, subject)
SELECT DISTINCT asset.guid, asset.qualified_name, listed.level, listed.kind, entry.subject
FROM asset
CROSS JOIN LATERAL (VALUES
  ('editor', 'actor', asset.attributes -> 'adminUsers'), ('editor', 'group', asset.attributes -> 'adminGroups'),
  ('viewer', 'actor', asset.attributes -> 'viewerUsers'), ('viewer', 'group', asset.attributes -> 'viewerGroups')
) AS listed (level, kind, names)
CROSS JOIN LATERAL jsonb_array_elements_text(CASE jsonb_typeof(listed.names) WHEN 'array' THEN listed.names ELSE '[]' END)
  AS entry (subject)
WHERE asset.type_name = 'Collection';
