-- OAuth 2.0 and OpenID Connect: registered clients, what people have allowed them, codes and refresh tokens, signing keys.
-- Access tokens are rows of `secret` like every other bearer: one statement authenticates them all.

CREATE TABLE oauth_client (
  id                uuid PRIMARY KEY,
  actor_id          uuid NOT NULL UNIQUE REFERENCES actor (id),
  client_id         text NOT NULL UNIQUE CHECK (starts_with(client_id, 'oauth-client-')),
  display_name      text NOT NULL CHECK (display_name <> ''),
  description       text NOT NULL DEFAULT '',
  -- RFC 8693: NULL = may not act for people; else for people up to this role.
  exchange_role_max text CHECK (exchange_role_max IN ('guest', 'member', 'admin')),
  updated_at        timestamptz NOT NULL DEFAULT now(),
  updated_by        text NOT NULL
);
CREATE INDEX oauth_client_display_name ON oauth_client (display_name);

-- What a person has allowed a client. Its id proves nothing to anybody and is therefore stored as it is.
CREATE TABLE oauth_grant (
  id         uuid PRIMARY KEY,
  actor_id   uuid NOT NULL REFERENCES actor (id),
  -- Of the built-in client or of a row above.
  client_id  text NOT NULL,
  scope      text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX oauth_grant_actor ON oauth_grant (actor_id);

-- What the protocol keeps between two requests: sign-ins in progress, authorization, device and refresh codes.
CREATE TABLE oauth_artifact (
  -- SECURITY: SHA-256 of the kind and the id that the other side holds; the id itself stands nowhere, also not in `payload`.
  digest         bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
  kind           text NOT NULL CHECK (kind IN ('Session', 'Interaction', 'AuthorizationCode', 'DeviceCode', 'RefreshToken')),
  -- SHA-256 of the code that a person types, of a DeviceCode.
  user_code      bytea UNIQUE CHECK (octet_length(user_code) = 32),
  -- INVARIANT: a code or refresh token ends with its grant, in the same statement.
  grant_id       uuid REFERENCES oauth_grant (id) ON DELETE CASCADE,
  payload        jsonb NOT NULL,
  -- Random; with the text of a refresh token, and only with it, gives the text of its one successor.
  succession     bytea CHECK (octet_length(succession) = 32),
  -- RFC 8628: when a DeviceCode was asked for last, and how long to wait between two questions.
  last_polled_at timestamptz,
  poll_seconds   integer NOT NULL DEFAULT 5,
  created_at     timestamptz NOT NULL DEFAULT now(),
  expires_at     timestamptz NOT NULL,
  consumed_at    timestamptz,
  CONSTRAINT oauth_artifact_user_code_is_of_device CHECK (user_code IS NULL OR kind = 'DeviceCode')
);
CREATE INDEX oauth_artifact_grant ON oauth_artifact (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX oauth_artifact_expires_at ON oauth_artifact (expires_at);

-- Attempts at user codes within a window; the key is a digest of session or network.
CREATE TABLE user_code_budget (
  key            bytea PRIMARY KEY CHECK (octet_length(key) = 32),
  misses         integer NOT NULL,
  window_ends_at timestamptz NOT NULL
);
CREATE INDEX user_code_budget_window ON user_code_budget (window_ends_at);

-- Keys that sign id tokens. SECURITY: the private half is sealed with a key that never enters the database.
CREATE TABLE oauth_signing_key (
  id         text PRIMARY KEY,
  sealed     bytea NOT NULL,
  seal_key   text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE secret
  -- The grant an access token follows from. INVARIANT: ending a grant ends its access tokens in the same statement.
  ADD COLUMN oauth_grant_id  uuid REFERENCES oauth_grant (id) ON DELETE CASCADE,
  -- Whom the access token was issued to, and for which scopes.
  ADD COLUMN oauth_client_id text,
  ADD COLUMN oauth_scope     text;
CREATE INDEX secret_oauth_grant ON secret (oauth_grant_id) WHERE oauth_grant_id IS NOT NULL;

-- INVARIANT: what was made from a secret (a bearer from a session, an access token from a client secret) ends when that secret is ended,
-- whichever statement ends it. Running out or being superseded is no such end.
CREATE FUNCTION secret_ends_its_children() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE secret SET retired_at = now() WHERE parent_id = NEW.id AND retired_at IS NULL;
  RETURN NULL;
END
$$;
CREATE TRIGGER secret_retired AFTER UPDATE OF retired_at ON secret
  FOR EACH ROW WHEN (OLD.retired_at IS NULL AND NEW.retired_at IS NOT NULL) EXECUTE FUNCTION secret_ends_its_children();

-- INVARIANT: who is switched off or changes role is acted for by nobody, and acts for nobody; who is switched off has allowed nothing.
-- Being switched on again brings none of it back.
CREATE FUNCTION actor_ends_delegation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE secret SET retired_at = now()
  WHERE act_actor_id IS NOT NULL AND (actor_id = NEW.id OR act_actor_id = NEW.id) AND retired_at IS NULL;
  IF NEW.state <> 'active' THEN
    DELETE FROM oauth_grant WHERE actor_id = NEW.id;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER actor_changed AFTER UPDATE OF role, state ON actor
  FOR EACH ROW WHEN (OLD.role <> NEW.role OR OLD.state <> NEW.state) EXECUTE FUNCTION actor_ends_delegation();
