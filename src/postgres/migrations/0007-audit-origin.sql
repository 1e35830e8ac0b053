-- Where from each thing was done, who has been told of it, and ways to read the record back by what, by whom and by when.

ALTER TABLE audit_record
  -- Which fields the hash covers: 1 everything but the two below, 2 those too. Written by the software, never guessed.
  ADD COLUMN seal_version   smallint NOT NULL DEFAULT 1 CHECK (seal_version IN (1, 2)),
  -- `text`, not `inet`: the hash covers the text as it was written.
  ADD COLUMN origin_address text,
  ADD COLUMN origin_client  text,
  -- A record whose hash does not cover its origin has none, so that none can be put there later.
  ADD CONSTRAINT audit_record_origin_is_sealed
    CHECK (seal_version > 1 OR (origin_address IS NULL AND origin_client IS NULL));

-- The last sign-ins of a person are found among what is perhaps a million other things that the person did.
DROP INDEX audit_record_actor;
CREATE INDEX audit_record_actor ON audit_record (actor_id, action, sequence);
CREATE INDEX audit_record_action ON audit_record (action, sequence);
CREATE INDEX audit_record_at ON audit_record (at);

-- How far each place that is told of audit records has been told. A row outlives the setting that named it.
CREATE TABLE audit_sink (
  name               text PRIMARY KEY,
  delivered_sequence bigint NOT NULL DEFAULT 0,
  delivered_at       timestamptz,
  -- The node that delivers, for seconds and renewed; the others stand by.
  holder             text,
  lease_ends_at      timestamptz,
  -- A short word such as `ENOSPC` or `status 500`, NULL since the last success.
  last_error         text,
  last_error_at      timestamptz
);
