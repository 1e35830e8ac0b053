-- Pausing a schedule of a workflow of the app surface, as that of any other workflow (0024).

-- While this is set nothing comes due; the schedule itself stays as it is.
ALTER TABLE workflow_trigger ADD COLUMN paused_at timestamptz;

DROP INDEX workflow_trigger_due;
CREATE INDEX workflow_trigger_due ON workflow_trigger (next_run_at) WHERE paused_at IS NULL;
