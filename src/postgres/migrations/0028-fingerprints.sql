-- What a crawl remembers so that the next one can leave alone what has not changed, and what runs found out.

-- What the source said of an asset, and what was stored when it had been saved. Kept beside the assets and not in them: it is no
-- metadata, nobody searches for it, and writing it must not count as a change.
CREATE TABLE source_fingerprint (
  asset_guid uuid PRIMARY KEY REFERENCES asset (guid) ON DELETE CASCADE,
  -- Digest of everything that the source said of the asset and of what belongs to it, such as the columns of a table.
  source text NOT NULL,
  -- Digest of guids and versions of all of these as they were stored: any later change of one of them, whoever made it, gives another.
  stored text NOT NULL
);

-- What a run found out, as its package tells it: the plan of a dry run, the counts of a crawl.
CREATE TABLE run_result (
  run_id uuid PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
  result jsonb NOT NULL
);
