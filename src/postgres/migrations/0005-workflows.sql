-- Workflows: definitions, runs, the steps of a run, totals, logs, and the credentials vault.
-- The words of `state` are the words of the code (src/workflows/states.ts) and of its README.

CREATE TABLE workflow (
  id uuid PRIMARY KEY,
  -- Order of creation; breaks ties between equal seconds and is the `_seq_no` of a search hit.
  seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  -- Chosen by the client; an archived workflow keeps its name, and submitting it again revives it.
  name text NOT NULL UNIQUE,
  package_id text NOT NULL,
  -- Parameter name -> value as the package reads it, placeholders already replaced.
  parameters jsonb NOT NULL,
  -- Keyed digest of the body last submitted, secrets included, so that a client's retry is recognised.
  body_digest bytea NOT NULL,
  -- The wire document: what search sees and answers. Never holds a secret.
  document jsonb NOT NULL,
  owner_id uuid NOT NULL REFERENCES actor (id),
  -- Who last set the parameters. A run that nobody starts in person has this actor's rights, not those of whoever owns it now.
  defined_by uuid NOT NULL REFERENCES actor (id),
  version int NOT NULL DEFAULT 1,
  schedule_cron text,
  schedule_timezone text,
  schedule_created_at timestamptz,
  next_run_at timestamptz,
  last_scheduled_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  archived_at timestamptz,
  CHECK ((schedule_cron IS NULL) = (next_run_at IS NULL)),
  CHECK ((schedule_cron IS NULL) = (schedule_timezone IS NULL))
);

CREATE INDEX workflow_owner ON workflow (owner_id);
CREATE INDEX workflow_created ON workflow (created_at DESC, seq DESC) WHERE archived_at IS NULL;
CREATE INDEX workflow_due ON workflow (next_run_at) WHERE next_run_at IS NOT NULL;

CREATE TABLE run (
  id uuid PRIMARY KEY,
  seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  name text NOT NULL UNIQUE,
  workflow_id uuid NOT NULL REFERENCES workflow (id),
  workflow_name text NOT NULL,
  package_id text NOT NULL,
  -- A copy: changing the workflow never changes a run that was already submitted.
  parameters jsonb NOT NULL,
  -- Whose rights the run has; read anew at every step.
  started_by uuid NOT NULL REFERENCES actor (id),
  origin text NOT NULL CHECK (origin IN ('submit', 'rerun', 'owner', 'schedule')),
  state text NOT NULL CHECK (state IN ('queued', 'running', 'stopping', 'succeeded', 'failed', 'error')),
  message text,
  steps_total int NOT NULL DEFAULT 0,
  steps_done int NOT NULL DEFAULT 0,
  document jsonb NOT NULL,
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  -- When work began, unlike the wire's `startedAt`, which is the time of submission.
  began_at timestamptz,
  finished_at timestamptz,
  CHECK ((finished_at IS NULL) = (state IN ('queued', 'running', 'stopping')))
);

CREATE INDEX run_workflow ON run (workflow_id, seq DESC);
CREATE INDEX run_workflow_name ON run (workflow_name, created_at DESC);
CREATE INDEX run_started_by ON run (started_by);
CREATE INDEX run_created ON run (created_at DESC, seq DESC);
CREATE INDEX run_live ON run (state) WHERE finished_at IS NULL;
-- One run of a workflow works at a time; the others wait their turn in state `queued`.
CREATE UNIQUE INDEX run_one_at_work ON run (workflow_id) WHERE state = 'running';

CREATE TABLE run_step (
  id uuid PRIMARY KEY,
  seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  run_id uuid NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  -- `plan` makes the steps, `finish` ends the run; both are steps too, so that one machine serves all three.
  kind text NOT NULL CHECK (kind IN ('plan', 'step', 'finish')),
  key text NOT NULL,
  label text NOT NULL,
  input jsonb NOT NULL DEFAULT '{}',
  state text NOT NULL
    CHECK (state IN ('waiting', 'queued', 'running', 'retrying', 'succeeded', 'failed', 'cancelled')),
  -- The fencing token: grows at every claim; only the holder of the newest may write.
  attempt int NOT NULL DEFAULT 0,
  -- Since the last checkpoint: attempts that threw, and attempts whose worker was lost.
  failures int NOT NULL DEFAULT 0,
  rescues int NOT NULL DEFAULT 0,
  run_after timestamptz NOT NULL,
  queued_at timestamptz,
  lease_until timestamptz,
  worker text,
  checkpoint jsonb,
  message text,
  began_at timestamptz,
  finished_at timestamptz,
  UNIQUE (run_id, kind, key),
  CHECK ((state = 'running') = (lease_until IS NOT NULL))
);

CREATE INDEX run_step_run ON run_step (run_id, state, seq);
CREATE INDEX run_step_lease ON run_step (lease_until) WHERE state = 'running';
CREATE INDEX run_step_due ON run_step (queued_at) WHERE state IN ('queued', 'retrying');

-- Totals are kept per step, so that steps of one run never wait for each other's row; a run's total is their sum.
CREATE TABLE run_total (
  run_id uuid NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  step_id uuid NOT NULL REFERENCES run_step (id) ON DELETE CASCADE,
  name text NOT NULL,
  value bigint NOT NULL,
  PRIMARY KEY (run_id, name, step_id)
);

CREATE TABLE run_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id uuid NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  step_id uuid REFERENCES run_step (id) ON DELETE CASCADE,
  level text NOT NULL CHECK (level IN ('info', 'warn', 'error')),
  message text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE INDEX run_log_run ON run_log (run_id, id DESC);
-- For deleting old lines: they lie in the order of time, so a few pages tell.
CREATE INDEX run_log_at ON run_log USING brin (at);

CREATE TABLE credential (
  id uuid PRIMARY KEY,
  seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  name text NOT NULL,
  description text,
  connector text,
  connector_type text,
  connector_config_name text,
  auth_type text,
  host text,
  port int,
  username text,
  metadata jsonb,
  level jsonb,
  -- nonce || AES-256-GCM ciphertext || tag over {password, extra}; associated data = id. The key is not in the database.
  sealed bytea NOT NULL,
  key_id text NOT NULL,
  -- Set for a credential that came in the payload of a workflow: submitting again replaces it, under the same id.
  workflow_id uuid REFERENCES workflow (id),
  parameter text,
  is_active boolean NOT NULL DEFAULT true,
  version int NOT NULL DEFAULT 1,
  created_by uuid NOT NULL REFERENCES actor (id),
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  UNIQUE (workflow_id, parameter),
  CHECK ((workflow_id IS NULL) = (parameter IS NULL))
);

CREATE INDEX credential_name ON credential (name);
CREATE INDEX credential_created_by ON credential (created_by);
