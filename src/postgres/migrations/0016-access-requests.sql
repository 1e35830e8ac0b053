-- Requests for access: who asks for what, and who else has decided.

CREATE TABLE access_request (
  id                    uuid PRIMARY KEY,
  kind                  text NOT NULL CHECK (kind IN ('connection-admin', 'persona')),
  requester_id          uuid NOT NULL REFERENCES actor (id),
  -- Of an API token, who answered for it when it asked; that person does not decide, also when another one answers for it later.
  responsible_id        uuid REFERENCES actor (id),
  -- A guid or a qualified name, as it was typed. SECURITY: all of the target that the requester is ever shown; what is in the two
  -- columns below would tell what exists.
  target                text NOT NULL CHECK (target <> '' AND length(target) <= 500),
  -- What that was when it was asked for, or NULL. Fixed then, so that a request never comes to mean what is made later under its name.
  target_guid           uuid,
  target_qualified_name text,
  reason                text NOT NULL,
  -- One that is pending past its `expires_at` has expired, whether or not that is written here yet.
  state                 text NOT NULL DEFAULT 'pending'
                          CHECK (state IN ('pending', 'approved', 'refused', 'withdrawn', 'expired')),
  created_at            timestamptz NOT NULL DEFAULT now(),
  expires_at            timestamptz NOT NULL CHECK (expires_at > created_at),
  decided_at            timestamptz,
  decided_by_id         uuid REFERENCES actor (id),
  decision_reason       text,
  CONSTRAINT access_request_target_is_whole CHECK ((target_guid IS NULL) = (target_qualified_name IS NULL)),
  CONSTRAINT access_request_decision_is_whole
    CHECK ((state IN ('approved', 'refused')) = (decided_by_id IS NOT NULL) AND (state = 'pending') = (decided_at IS NULL)),
  -- Nobody decides on their own request, whatever the code above says.
  CONSTRAINT access_request_is_decided_by_another
    CHECK (decided_by_id IS DISTINCT FROM requester_id AND (decided_by_id IS NULL OR decided_by_id IS DISTINCT FROM responsible_id))
);
CREATE INDEX access_request_requester ON access_request (requester_id, created_at);
CREATE INDEX access_request_target ON access_request (target_guid, created_at) WHERE target_guid IS NOT NULL;
CREATE INDEX access_request_decider ON access_request (decided_by_id) WHERE decided_by_id IS NOT NULL;
-- INVARIANT: asking for the same again while it is pending is the same request.
CREATE UNIQUE INDEX access_request_pending_once ON access_request (requester_id, kind, target) WHERE state = 'pending';
