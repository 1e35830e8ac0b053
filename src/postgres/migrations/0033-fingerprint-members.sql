-- Fingerprints name the assets that they are of, so that the next crawl need not: it asks by table, and reads each table's assets by guid.

-- Those of before were made of other words and match nothing any more: the next crawl compares every table once and makes them anew.
TRUNCATE source_fingerprint;
-- Of the asset itself and of all that belonged to it when it was saved; empty where a node of before writes, which matches nothing either.
ALTER TABLE source_fingerprint ADD COLUMN members uuid[] NOT NULL DEFAULT '{}';
