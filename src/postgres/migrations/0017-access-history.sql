-- What the tables that decisions are made from held at each past moment, for reviews of who could do what back then.

-- The moment since when there is a history. Nothing is known of before.
CREATE TABLE access_history_begin (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  at       timestamptz NOT NULL
);

-- One row per version of a row of those tables, closed when the next one begins or the row goes. `source` is the table, `state` the
-- columns that decisions read, so that a later column of such a table needs nothing here.
CREATE TABLE access_history (
  source     text NOT NULL,
  -- The primary key of the row, as a list.
  key        jsonb NOT NULL,
  state      jsonb NOT NULL,
  valid_from timestamptz NOT NULL,
  -- `infinity` = holds now.
  valid_to   timestamptz NOT NULL DEFAULT 'infinity',
  CONSTRAINT access_history_lasted CHECK (valid_to > valid_from)
);
-- INVARIANT: a row holds one state at a time, and so one that is open.
CREATE UNIQUE INDEX access_history_end ON access_history (source, key, valid_to);
CREATE INDEX access_history_span ON access_history (source, valid_from, valid_to);

-- One moment for all that a transaction changed: that of its commit, as near as a trigger comes. Its beginning would be too early by as
-- long as it ran, and a review would show rights before anybody had them.
CREATE FUNCTION access_history_moment() RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
  transaction text := pg_current_xact_id()::text;
  known text := current_setting('clavis.history_moment', true);
BEGIN
  IF split_part(coalesce(known, ''), ' ', 1) <> transaction THEN
    known := transaction || ' ' || extract(epoch FROM clock_timestamp())::text;
    PERFORM set_config('clavis.history_moment', known, true);
  END IF;
  RETURN to_timestamp(split_part(known, ' ', 2)::numeric);
END
$$;

-- The values of those columns, as a list.
CREATE FUNCTION access_history_key(whole jsonb, columns text[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_agg(whole -> name ORDER BY place) FROM unnest(columns) WITH ORDINALITY AS named (name, place)
$$;

-- The part of a row that decisions read.
CREATE FUNCTION access_history_state(whole jsonb, columns text[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN columns IS NULL THEN whole
    ELSE (SELECT jsonb_object_agg(key, value) FROM jsonb_each(whole) WHERE key = ANY (columns)) END
$$;

-- Arguments: the columns of the primary key, comma-joined; the columns to keep, likewise, or none for all.
CREATE FUNCTION keep_access_history() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  keys text[] := string_to_array(TG_ARGV[0], ',');
  kept text[] := string_to_array(TG_ARGV[1], ',');
  moment timestamptz := access_history_moment();
  before jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) END;
  after jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) END;
  -- Computed once, so that the statements below compare with values, which an index answers whatever the planner thinks.
  key_before jsonb := access_history_key(before, keys);
  key_after jsonb := access_history_key(after, keys);
  state_after jsonb := access_history_state(after, kept);
BEGIN
  IF TG_OP = 'UPDATE' AND access_history_state(before, kept) = state_after THEN
    RETURN NULL;
  END IF;
  IF before IS NOT NULL THEN
    -- What came and went in one transaction held for nobody.
    DELETE FROM access_history
    WHERE source = TG_TABLE_NAME AND key = key_before AND valid_to = 'infinity' AND valid_from >= moment;
    UPDATE access_history SET valid_to = moment
    WHERE source = TG_TABLE_NAME AND key = key_before AND valid_to = 'infinity';
  END IF;
  IF after IS NOT NULL THEN
    -- Lists are written by removing all entries and adding those that are to be: what was there before has not changed.
    UPDATE access_history SET valid_to = 'infinity'
    WHERE source = TG_TABLE_NAME AND key = key_after AND valid_to = moment AND state = state_after;
    IF NOT FOUND THEN
      INSERT INTO access_history (source, key, state, valid_from)
      VALUES (TG_TABLE_NAME, key_after, state_after, moment);
    END IF;
  END IF;
  RETURN NULL;
END
$$;

-- Deferred, so that the moment is the commit's. Of actors, API tokens and the like only what decides is kept: a name, a role, a state, an
-- end.
CREATE CONSTRAINT TRIGGER actor_history AFTER INSERT OR UPDATE OF username, role, state OR DELETE ON actor
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_access_history('id', 'id,kind,username,role,state');
CREATE CONSTRAINT TRIGGER api_token_history AFTER INSERT OR UPDATE OF expires_at, scopes OR DELETE ON api_token
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_access_history('id', 'id,actor_id,expires_at,scopes');
CREATE CONSTRAINT TRIGGER user_group_history AFTER INSERT OR UPDATE OF name OR DELETE ON user_group
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_access_history('id', 'id,name');
CREATE CONSTRAINT TRIGGER user_group_member_history AFTER INSERT OR UPDATE OR DELETE ON user_group_member
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_access_history('group_id,actor_id');
CREATE CONSTRAINT TRIGGER connection_admin_history AFTER INSERT OR UPDATE OR DELETE ON connection_admin
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  EXECUTE FUNCTION keep_access_history('connection_guid,subject_kind,subject');
CREATE CONSTRAINT TRIGGER persona_history AFTER INSERT OR UPDATE OF name, enabled OR DELETE ON persona
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_access_history('guid', 'guid,qualified_name,name,enabled');
CREATE CONSTRAINT TRIGGER persona_member_history AFTER INSERT OR UPDATE OR DELETE ON persona_member
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_access_history('persona_guid,subject_kind,subject');
CREATE CONSTRAINT TRIGGER purpose_history AFTER INSERT OR UPDATE OR DELETE ON purpose
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_access_history('guid');
CREATE CONSTRAINT TRIGGER policy_history AFTER INSERT OR UPDATE OR DELETE ON policy
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_access_history('guid');
CREATE CONSTRAINT TRIGGER policy_audience_history AFTER INSERT OR UPDATE OR DELETE ON policy_audience
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_access_history('policy_guid,subject_kind,subject');
CREATE CONSTRAINT TRIGGER collection_member_history AFTER INSERT OR UPDATE OR DELETE ON collection_member
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  EXECUTE FUNCTION keep_access_history('collection_guid,level,subject_kind,subject');

-- The history begins with what there is.
INSERT INTO access_history_begin (at) VALUES (clock_timestamp());
INSERT INTO access_history (source, key, state, valid_from)
SELECT present.source, access_history_key(present.whole, string_to_array(present.keys, ',')),
  access_history_state(present.whole, string_to_array(present.kept, ',')), access_history_begin.at
FROM access_history_begin, (
  SELECT 'actor', 'id', 'id,kind,username,role,state', to_jsonb(actor) FROM actor
  UNION ALL SELECT 'api_token', 'id', 'id,actor_id,expires_at,scopes', to_jsonb(api_token) FROM api_token
  UNION ALL SELECT 'user_group', 'id', 'id,name', to_jsonb(user_group) FROM user_group
  UNION ALL SELECT 'user_group_member', 'group_id,actor_id', NULL, to_jsonb(user_group_member) FROM user_group_member
  UNION ALL SELECT 'connection_admin', 'connection_guid,subject_kind,subject', NULL, to_jsonb(connection_admin)
    FROM connection_admin
  UNION ALL SELECT 'persona', 'guid', 'guid,qualified_name,name,enabled', to_jsonb(persona) FROM persona
  UNION ALL SELECT 'persona_member', 'persona_guid,subject_kind,subject', NULL, to_jsonb(persona_member) FROM persona_member
  UNION ALL SELECT 'purpose', 'guid', NULL, to_jsonb(purpose) FROM purpose
  UNION ALL SELECT 'policy', 'guid', NULL, to_jsonb(policy) FROM policy
  UNION ALL SELECT 'policy_audience', 'policy_guid,subject_kind,subject', NULL, to_jsonb(policy_audience)
    FROM policy_audience
  UNION ALL SELECT 'collection_member', 'collection_guid,level,subject_kind,subject', NULL, to_jsonb(collection_member)
    FROM collection_member
) AS present (source, keys, kept, whole);

-- Denials by the request they refused, whose id the caller was told.
CREATE INDEX audit_record_denied_request ON audit_record ((detail ->> 'requestId'))
  WHERE action IN ('request.deny', 'secret.retired-use', 'access.explain');
