-- What was done, by whom: append-only, each record sealed by a hash that covers the record before it.

CREATE TABLE audit_record (
  sequence                bigint PRIMARY KEY CHECK (sequence > 0),
  -- Milliseconds only: the hash covers the time as text, so it must survive being stored and read.
  at                      timestamptz(3) NOT NULL,
  -- No reference to actor: a record outlives everything it speaks of.
  actor_id                uuid,
  actor_name              text NOT NULL,
  on_behalf_of_actor_id   uuid,
  on_behalf_of_actor_name text,
  action                  text NOT NULL,
  object_kind             text NOT NULL,
  object_id               text NOT NULL,
  -- `json`, not `jsonb`: the text stays exactly as it was hashed.
  detail                  json NOT NULL,
  previous_hash           bytea NOT NULL CHECK (octet_length(previous_hash) = 32),
  hash                    bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32)
);
CREATE INDEX audit_record_object ON audit_record (object_kind, object_id, sequence);
CREATE INDEX audit_record_actor ON audit_record (actor_id, sequence);

-- SECURITY: the application cannot rewrite history even by mistake. Someone who owns the database can remove the
-- trigger; what they then change is found by the hash chain, and what they cut off the end by an anchor kept elsewhere.
CREATE FUNCTION audit_record_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit records cannot be changed or removed' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER audit_record_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_record
  FOR EACH STATEMENT EXECUTE FUNCTION audit_record_is_append_only();
