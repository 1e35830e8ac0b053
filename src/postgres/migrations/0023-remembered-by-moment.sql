-- Counting a million hits takes a second, and reading what an actor may do takes longer than reading an asset. Both hold for as long as
-- nothing of what they were made from has changed. So who computed something remembers it together with the moment, and asks in its next
-- statement whether that is still the moment.

-- The transactions that changed an area last: `catalog`, what a search of assets reads; `access`, what says who may do what. A moment is the
-- set of them that a snapshot sees. A counter would make writers wait for each other, and the time of the last change says nothing of one
-- that began earlier and commits later.
CREATE TABLE change_mark (
  area text NOT NULL,
  transaction xid8 NOT NULL,
  PRIMARY KEY (area, transaction)
);

-- Two clusters may have the same transactions in databases of the same number, and so may one that was set back to an earlier state; for
-- that it was started anew.
CREATE TABLE database_origin (id uuid NOT NULL);
INSERT INTO database_origin VALUES (gen_random_uuid());

-- INVARIANT: whoever takes marks out puts its own in, in the same transaction. Marks that are gone were committed before it looked, so
-- whoever sees its mark sees those changes too: no two different states have the same set.
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  mine CONSTANT xid8 := pg_current_xact_id();
  wanted CONSTANT text := TG_ARGV[0];
BEGIN
  INSERT INTO change_mark VALUES (wanted, mine) ON CONFLICT DO NOTHING;
  -- Now and then, so that the set stays small. Another isolation level would fail on a mark that somebody else has taken out.
  IF FOUND AND mine::text::bigint % 64 = 0 AND current_setting('transaction_isolation') = 'read committed' THEN
    DELETE FROM change_mark WHERE area = wanted AND transaction IN (
      SELECT transaction FROM change_mark
      WHERE area = wanted AND transaction < pg_snapshot_xmin(pg_current_snapshot()) FOR UPDATE SKIP LOCKED);
  END IF;
  RETURN NULL;
END $$;

-- The moment of an area; null in a transaction that has changed it, which may go on to do so unnoticed.
CREATE FUNCTION moment_of(wanted text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN count(*) FILTER (WHERE transaction = pg_current_xact_id_if_assigned()) = 0 THEN
    md5(concat_ws(',', (SELECT id FROM database_origin), pg_postmaster_start_time(),
      (SELECT oid FROM pg_database WHERE datname = current_database()), string_agg(transaction::text, ',' ORDER BY transaction))) END
  FROM change_mark WHERE area = wanted
$$;

CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON asset EXECUTE FUNCTION note_change('catalog');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON relationship EXECUTE FUNCTION note_change('catalog');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON asset_tag EXECUTE FUNCTION note_change('catalog');

-- SECURITY: every table and column that decides what an actor may do.
CREATE TRIGGER note_change AFTER INSERT OR DELETE OR UPDATE OF id, kind, username, role, state OR TRUNCATE ON actor
  EXECUTE FUNCTION note_change('access');
CREATE TRIGGER note_change AFTER INSERT OR DELETE OR UPDATE OF actor_id, scopes, expires_at OR TRUNCATE ON api_token
  EXECUTE FUNCTION note_change('access');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON user_group EXECUTE FUNCTION note_change('access');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON user_group_member EXECUTE FUNCTION note_change('access');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON persona EXECUTE FUNCTION note_change('access');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON persona_member EXECUTE FUNCTION note_change('access');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON policy EXECUTE FUNCTION note_change('access');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON policy_audience EXECUTE FUNCTION note_change('access');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON purpose EXECUTE FUNCTION note_change('access');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON connection_admin EXECUTE FUNCTION note_change('access');
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON collection_member EXECUTE FUNCTION note_change('access');

-- Loaders that switch triggers off change what they load too.
ALTER TABLE asset ENABLE ALWAYS TRIGGER note_change;
ALTER TABLE relationship ENABLE ALWAYS TRIGGER note_change;
ALTER TABLE asset_tag ENABLE ALWAYS TRIGGER note_change;
ALTER TABLE actor ENABLE ALWAYS TRIGGER note_change;
ALTER TABLE api_token ENABLE ALWAYS TRIGGER note_change;
ALTER TABLE user_group ENABLE ALWAYS TRIGGER note_change;
ALTER TABLE user_group_member ENABLE ALWAYS TRIGGER note_change;
ALTER TABLE persona ENABLE ALWAYS TRIGGER note_change;
ALTER TABLE persona_member ENABLE ALWAYS TRIGGER note_change;
ALTER TABLE policy ENABLE ALWAYS TRIGGER note_change;
ALTER TABLE policy_audience ENABLE ALWAYS TRIGGER note_change;
ALTER TABLE purpose ENABLE ALWAYS TRIGGER note_change;
ALTER TABLE connection_admin ENABLE ALWAYS TRIGGER note_change;
ALTER TABLE collection_member ENABLE ALWAYS TRIGGER note_change;

-- Rights look at the host of a row: with it in the index, what is common is counted without the table.
DROP INDEX asset_key;
CREATE UNIQUE INDEX asset_key ON asset (qualified_name, type_name) INCLUDE (state, host_guid);
DROP INDEX asset_create_time;
CREATE INDEX asset_create_time ON asset (create_time, guid) INCLUDE (type_name, state, host_guid);

-- A part of a name is mostly looked for among the assets of a type: one index says both, in half the time of two.
CREATE EXTENSION IF NOT EXISTS btree_gin;
DROP INDEX asset_name_parts;
CREATE INDEX asset_name_parts ON asset USING gin (type_name, lower(name) gin_trgm_ops);
