-- How many policies may apply to one actor is checked at every save of a policy. Counted here as they come and go, so that the
-- check reads one number for each persona and each name, however many policies there are.

ALTER TABLE persona ADD COLUMN policy_count integer NOT NULL DEFAULT 0;
UPDATE persona SET policy_count = (SELECT count(*) FROM policy WHERE policy.persona_guid = persona.guid);

-- Policies of purposes by the name they are for. An actor reached by two names is counted twice: a bound from above.
CREATE TABLE policy_audience_count (
  subject_kind text NOT NULL,
  subject      text NOT NULL,
  policies     integer NOT NULL,
  PRIMARY KEY (subject_kind, subject)
);
INSERT INTO policy_audience_count (subject_kind, subject, policies)
SELECT subject_kind, subject, count(*) FROM policy_audience GROUP BY subject_kind, subject;

-- When the persona itself goes, its row is gone before this runs, and nothing is updated.
CREATE FUNCTION count_policies_of_personas() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE persona SET policy_count = policy_count + changed.by
  FROM (
    SELECT persona_guid AS guid, (CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END) * count(*)::integer AS by
    FROM changed_rows WHERE persona_guid IS NOT NULL GROUP BY persona_guid
  ) AS changed
  WHERE persona.guid = changed.guid;
  RETURN NULL;
END $$;
CREATE TRIGGER policy_inserted AFTER INSERT ON policy REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION count_policies_of_personas();
CREATE TRIGGER policy_deleted AFTER DELETE ON policy REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION count_policies_of_personas();

-- Row by row: a persona's policies have no audience, and when they go, a trigger for each statement would run once for each of them.
CREATE FUNCTION count_policies_by_audience() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    UPDATE policy_audience_count SET policies = policies - 1
    WHERE subject_kind = OLD.subject_kind AND subject = OLD.subject;
  ELSE
    INSERT INTO policy_audience_count (subject_kind, subject, policies) VALUES (NEW.subject_kind, NEW.subject, 1)
    ON CONFLICT (subject_kind, subject) DO UPDATE SET policies = policy_audience_count.policies + 1;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER policy_audience_counted AFTER INSERT OR DELETE ON policy_audience
  FOR EACH ROW EXECUTE FUNCTION count_policies_by_audience();

-- Whether a name is taken in a persona is one look; it finds the policies of a persona as well.
DROP INDEX policy_persona;
CREATE INDEX policy_persona_name ON policy (persona_guid, lower(name)) WHERE persona_guid IS NOT NULL;
