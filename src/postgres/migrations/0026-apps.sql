-- Workflows of the app surface (Atlan wire, apps). Each is a row of `workflow` whose name is the slug, so that rights, runs, search,
-- audit and retention know one kind of workflow; here is what that surface has beside it.

CREATE TABLE app_workflow (
  workflow_id uuid PRIMARY KEY REFERENCES workflow (id) ON DELETE CASCADE,
  app_id text NOT NULL,
  -- What people call it. No identifier: two workflows may have one name.
  name text NOT NULL,
  -- The version that runs; it has a row in `app_version`.
  version int NOT NULL
);

CREATE INDEX app_workflow_name ON app_workflow (name);

-- Every version of the inputs that was ever saved, the newest included. INVARIANT: never a secret; a credential stands here by its guid.
CREATE TABLE app_version (
  workflow_id uuid NOT NULL REFERENCES app_workflow (workflow_id) ON DELETE CASCADE,
  -- The version of the workflow's row when it was saved: grows, with gaps.
  version int NOT NULL,
  entrypoint text,
  -- Input name, in snake case -> value.
  inputs jsonb NOT NULL,
  saved_by uuid NOT NULL REFERENCES actor (id),
  saved_at timestamptz NOT NULL,
  PRIMARY KEY (workflow_id, version)
);

-- Schedules of a workflow beside the one in its own row, any number of them.
CREATE TABLE workflow_trigger (
  id uuid PRIMARY KEY,
  seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  workflow_id uuid NOT NULL REFERENCES workflow (id) ON DELETE CASCADE,
  cron text NOT NULL,
  timezone text NOT NULL,
  created_by uuid NOT NULL REFERENCES actor (id),
  created_at timestamptz NOT NULL,
  next_run_at timestamptz NOT NULL,
  last_scheduled_at timestamptz,
  -- Clients repeat a request whose answer was lost; the same time twice would start nothing more.
  UNIQUE (workflow_id, cron, timezone)
);

CREATE INDEX workflow_trigger_due ON workflow_trigger (next_run_at);

-- The app surface tells a run that somebody stopped from one that failed by itself.
ALTER TABLE run ADD COLUMN stop_requested_at timestamptz;
