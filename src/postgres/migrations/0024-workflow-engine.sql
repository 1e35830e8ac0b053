-- Pausing a schedule, times a schedule missed, and steps that wait before they begin.

-- While this is set nothing comes due; the schedule itself stays as it is.
ALTER TABLE workflow ADD COLUMN schedule_paused_at timestamptz;
ALTER TABLE workflow ADD CONSTRAINT workflow_schedule_paused CHECK (schedule_paused_at IS NULL OR schedule_cron IS NOT NULL);

DROP INDEX workflow_due;
CREATE INDEX workflow_due ON workflow (next_run_at) WHERE next_run_at IS NOT NULL AND schedule_paused_at IS NULL;

-- A time that came due and for which no run was started. Kept as long as runs are.
CREATE TABLE missed_run (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workflow_id uuid NOT NULL REFERENCES workflow (id) ON DELETE CASCADE,
  due_at timestamptz NOT NULL,
  -- `no-node`: no node was working when it came due. `busy`: the run before it was not over.
  reason text NOT NULL CHECK (reason IN ('no-node', 'busy')),
  noticed_at timestamptz NOT NULL,
  UNIQUE (workflow_id, due_at)
);

CREATE INDEX missed_run_due ON missed_run (due_at);

-- How long a step waits from the moment it is its turn; no worker is held meanwhile.
ALTER TABLE run_step ADD COLUMN delay_ms int NOT NULL DEFAULT 0 CHECK (delay_ms >= 0);

-- What is older than its retention is found by this.
CREATE INDEX run_finished ON run (finished_at) WHERE finished_at IS NOT NULL;
-- Which runs take up the room of a package.
CREATE INDEX run_live_package ON run (package_id, seq) WHERE finished_at IS NULL;
