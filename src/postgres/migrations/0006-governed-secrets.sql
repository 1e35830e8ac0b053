-- What an API token may be used for and from where, how its secrets follow one another, and actors that are OAuth clients.

ALTER TABLE actor DROP CONSTRAINT actor_kind_check, DROP CONSTRAINT actor_role_fits_kind,
                  DROP CONSTRAINT actor_username_fits_kind;
ALTER TABLE actor
  ADD CONSTRAINT actor_kind_check CHECK (kind IN ('user', 'token', 'client')),
  ADD CONSTRAINT actor_role_fits_kind CHECK (
    (kind = 'user' AND role IN ('admin', 'member', 'guest')) OR
    (kind = 'token' AND role IN ('admin', 'default', 'read', 'none')) OR
    -- An OAuth client names its role when it is made, any of those that people or tokens have on the Atlan wire.
    (kind = 'client' AND role IN ('admin', 'member', 'guest', 'default'))
  ),
  -- SECURITY: lists of names hold people and service accounts alike; no person may take a name that reads as a service account's.
  ADD CONSTRAINT actor_username_fits_kind CHECK ((kind <> 'user') = starts_with(username, 'service-account-'));

ALTER TABLE persona_member DROP CONSTRAINT persona_member_subject_kind_check;
ALTER TABLE persona_member ADD CONSTRAINT persona_member_subject_kind_check
  CHECK (subject_kind IN ('user', 'group', 'token', 'client'));

ALTER TABLE api_token
  -- Grows with every change of the token or of its links; the ETag of the native API.
  ADD COLUMN version              integer NOT NULL DEFAULT 1,
  -- Who answers for the token today; NULL or not active = ownerless. Nothing decides by it but who may approve.
  ADD COLUMN responsible_actor_id uuid REFERENCES actor (id),
  -- The ceiling over role and grants; NULL = none. {"readOnly": bool, "connections": [qualified name], "actions": [word]}
  ADD COLUMN scopes               jsonb,
  -- Networks the token may be used from; NULL = any. IPv4 addresses that come mapped into IPv6 are compared as IPv4.
  ADD COLUMN allowed_networks     cidr[] CHECK (cardinality(allowed_networks) > 0),
  -- NULL = the workspace's budget.
  ADD COLUMN requests_per_minute  integer CHECK (requests_per_minute > 0),
  -- Whether the token may rotate its own secret.
  ADD COLUMN may_rotate_itself    boolean NOT NULL DEFAULT false,
  -- A suspended token is an actor in state `disabled`; here stands since when, by whom and why.
  ADD COLUMN suspended_at         timestamptz,
  ADD COLUMN suspended_by         text,
  ADD COLUMN suspension_reason    text;
CREATE INDEX api_token_responsible ON api_token (responsible_actor_id);
CREATE INDEX api_token_expires_at ON api_token (expires_at) WHERE expires_at IS NOT NULL;
UPDATE api_token SET responsible_actor_id = maker.id
FROM actor JOIN actor AS maker ON maker.username = actor.created_by AND maker.kind = 'user'
WHERE actor.id = api_token.actor_id;

ALTER TABLE secret
  -- When a secret that has a successor ends, whatever happens; first use of the successor may bring it forward.
  ADD COLUMN retires_at         timestamptz,
  -- The secret that this one follows.
  ADD COLUMN supersedes_id      uuid,
  -- Set at once where the secret supersedes another, else with the other marks.
  ADD COLUMN first_used_at      timestamptz,
  ADD COLUMN last_used_network  inet,
  ADD COLUMN last_used_client   text,
  ADD COLUMN use_count          bigint NOT NULL DEFAULT 0,
  -- The session a bearer was made from, or the secret that was exchanged for it: it ends with that.
  ADD COLUMN parent_id          uuid,
  -- Where a session began.
  ADD COLUMN created_network    inet,
  ADD COLUMN created_client     text,
  -- RFC 8693: the client that acts in the name of this secret's actor.
  ADD COLUMN act_actor_id       uuid REFERENCES actor (id),
  ADD COLUMN act_username       text,
  ADD CONSTRAINT secret_act_is_whole CHECK ((act_actor_id IS NULL) = (act_username IS NULL));
CREATE INDEX secret_parent ON secret (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX secret_act ON secret (act_actor_id) WHERE act_actor_id IS NOT NULL;
