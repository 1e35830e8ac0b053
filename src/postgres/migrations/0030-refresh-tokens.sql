-- Refresh tokens and the access tokens made from them, as clients of the Alation wire know them. The secrets of both are rows of `secret`
-- (kinds `ref` and `acc`): one statement authenticates them all, and an access token names its refresh token as its parent, with which it
-- is ended by whichever statement ends that (migration 0010). That a refresh token runs out ends nothing else.

CREATE TABLE refresh_token (
  -- By which people and the wire name it; it proves nothing and is never given twice.
  id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  actor_id         uuid NOT NULL REFERENCES actor (id),
  -- Whether it is active, expired or revoked is the state of this secret at the moment of asking.
  secret_id        uuid NOT NULL UNIQUE REFERENCES secret (id) ON DELETE CASCADE,
  -- Not unique: clients make one of the same name again and again.
  name             text NOT NULL CHECK (name <> ''),
  -- The token whose place it took when that was regenerated, which may have been swept away since.
  regenerated_from bigint
);
CREATE INDEX refresh_token_actor ON refresh_token (actor_id, id DESC);

-- When a token of these kinds ends or has ended: for the notices before, and for what sweeps away the dead ones long after.
CREATE INDEX secret_alation_end ON secret (least(expires_at, retired_at)) WHERE kind IN ('ref', 'acc');

-- The access tokens of a refresh token that may be active, and the one made last: neither look reads those that are dead, of which a job
-- that makes one every minute leaves thousands.
CREATE INDEX secret_live_access ON secret (parent_id) WHERE kind = 'acc' AND retired_at IS NULL;
CREATE INDEX secret_latest_access ON secret (parent_id, created_at DESC, id) WHERE kind = 'acc';

-- One row per notice of an expiry; the primary key decides which node gives it.
CREATE TABLE refresh_token_notice (
  refresh_token_id bigint NOT NULL REFERENCES refresh_token (id) ON DELETE CASCADE,
  days_before      smallint NOT NULL CHECK (days_before IN (14, 7, 1)),
  noticed_at       timestamptz NOT NULL,
  PRIMARY KEY (refresh_token_id, days_before)
);

-- Settings (a setting without a row has the value that the code names as its default):
-- alation.enabled, alation.password_route: true or false · alation.refresh_token_days, alation.access_token_hours,
-- alation.regenerate_grace_days, alation.active_access_tokens_max: digits
