-- Who may act, what they prove it with, and the groups and roles they are listed under.
-- An actor and its secrets are separate rows: rotating or revoking a secret never touches what the actor may do.

CREATE TABLE actor (
  id         uuid PRIMARY KEY,
  kind       text NOT NULL CHECK (kind IN ('user', 'token')),
  username   text NOT NULL UNIQUE CHECK (username <> '' AND position('/' IN username) = 0),
  role       text NOT NULL,
  state      text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'disabled', 'deleted')),
  created_at timestamptz NOT NULL DEFAULT now(),
  -- History only: a name, not a reference. Nothing may decide anything by it.
  created_by text NOT NULL,
  CONSTRAINT actor_role_fits_kind CHECK (
    (kind = 'user' AND role IN ('admin', 'member', 'guest')) OR
    (kind = 'token' AND role IN ('admin', 'default', 'read', 'none'))
  ),
  -- SECURITY: lists of names (admins, persona members) hold users and tokens alike, so a person must not be able
  -- to take a name that reads as a token's.
  CONSTRAINT actor_username_fits_kind CHECK ((kind = 'token') = starts_with(username, 'service-account-'))
);
CREATE INDEX actor_created_by ON actor (created_by);

CREATE TABLE local_account (
  actor_id       uuid PRIMARY KEY REFERENCES actor (id),
  email          text,
  email_verified boolean NOT NULL DEFAULT false,
  first_name     text NOT NULL DEFAULT '',
  last_name      text NOT NULL DEFAULT '',
  -- argon2id in PHC form; NULL = nobody signs in with a password here.
  password_hash  text CHECK (starts_with(password_hash, '$argon2id$')),
  -- Free profile lists of the Atlan wire: {"designation": ["x"], …}.
  attributes     jsonb NOT NULL DEFAULT '{}',
  last_login_at  timestamptz
);
CREATE UNIQUE INDEX local_account_email ON local_account (lower(email));

CREATE TABLE api_token (
  id               uuid PRIMARY KEY,
  actor_id         uuid NOT NULL UNIQUE REFERENCES actor (id),
  client_id        text NOT NULL UNIQUE,
  -- Not unique: several tokens may share one display name, as on the Atlan wire.
  display_name     text NOT NULL CHECK (display_name <> ''),
  description      text NOT NULL DEFAULT '',
  -- NULL in both = never expires; no magic number is stored.
  validity_seconds bigint CHECK (validity_seconds > 0),
  expires_at       timestamptz,
  CONSTRAINT api_token_expiry_follows_validity CHECK ((validity_seconds IS NULL) = (expires_at IS NULL))
);
CREATE INDEX api_token_display_name ON api_token (display_name);

CREATE TABLE secret (
  id           uuid PRIMARY KEY,
  actor_id     uuid NOT NULL REFERENCES actor (id),
  kind         text NOT NULL CHECK (kind IN ('api', 'ref', 'acc', 'usr', 'cli', 'ses')),
  -- SECURITY: SHA-256 of the whole secret. 256 random bits need no salt and no slow hash; the text itself is never stored.
  digest       bytea NOT NULL UNIQUE CHECK (octet_length(digest) = 32),
  -- An API token's secret sits in slot 1 or 2.
  slot         smallint CHECK (slot IN (1, 2)),
  created_at   timestamptz NOT NULL DEFAULT now(),
  expires_at   timestamptz,
  retired_at   timestamptz,
  -- Written in bulk about once a minute, unindexed so that the update stays on its page.
  last_used_at timestamptz,
  CONSTRAINT secret_slot_is_for_api_tokens CHECK ((kind = 'api') = (slot IS NOT NULL))
) WITH (fillfactor = 85);
CREATE INDEX secret_actor ON secret (actor_id);
-- INVARIANT: a token has at most two live secrets.
CREATE UNIQUE INDEX secret_two_live_per_token ON secret (actor_id, slot) WHERE retired_at IS NULL AND kind = 'api';

-- Roles are fixed; the guids are the same in every installation because connections store them in `adminRoles`.
CREATE TABLE role (
  id          uuid PRIMARY KEY,
  name        text NOT NULL UNIQUE,
  description text NOT NULL,
  level       text NOT NULL CHECK (level IN ('workspace', 'admin-subrole', 'api-token'))
);
INSERT INTO role (id, name, description, level) VALUES
  ('c1a51500-0000-4000-8000-000000000001', '$admin', 'Admin', 'workspace'),
  ('c1a51500-0000-4000-8000-000000000002', '$member', 'Member', 'workspace'),
  ('c1a51500-0000-4000-8000-000000000003', '$guest', 'Guest', 'workspace'),
  ('c1a51500-0000-4000-8000-000000000004', '$api-token-default-access', 'API token default access', 'api-token'),
  ('c1a51500-0000-4000-8000-000000000011', '$admin_connections', 'Admins (Connections)', 'admin-subrole'),
  ('c1a51500-0000-4000-8000-000000000012', '$admin_governance', 'Admins (Governance)', 'admin-subrole'),
  ('c1a51500-0000-4000-8000-000000000013', '$admin_users', 'Admins (Users)', 'admin-subrole');

CREATE TABLE user_group (
  id          uuid PRIMARY KEY,
  name        text NOT NULL UNIQUE CHECK (name <> ''),
  alias       text NOT NULL,
  description text,
  is_default  boolean NOT NULL DEFAULT false,
  created_at  timestamptz NOT NULL DEFAULT now(),
  created_by  text NOT NULL,
  updated_at  timestamptz NOT NULL DEFAULT now(),
  updated_by  text NOT NULL
);
CREATE TABLE user_group_member (
  group_id uuid NOT NULL REFERENCES user_group (id) ON DELETE CASCADE,
  actor_id uuid NOT NULL REFERENCES actor (id),
  PRIMARY KEY (group_id, actor_id)
);
CREATE INDEX user_group_member_actor ON user_group_member (actor_id);

-- Grows with every change of who may do what; read by the statement that authenticates a request.
CREATE TABLE policy_epoch (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  epoch    bigint NOT NULL
);
INSERT INTO policy_epoch (epoch) VALUES (1);

CREATE TABLE first_admin_code (
  digest     bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at    timestamptz
);

-- One-time codes of the console that sign an existing person in; a spent one is deleted.
CREATE TABLE sign_in_code (
  digest     bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
  actor_id   uuid NOT NULL REFERENCES actor (id),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX sign_in_code_actor ON sign_in_code (actor_id);

-- Attempts to sign in within a window. The key is a digest, so a password typed into the name field is not kept.
CREATE TABLE sign_in_budget (
  key            bytea PRIMARY KEY CHECK (octet_length(key) = 32),
  attempts       integer NOT NULL,
  window_ends_at timestamptz NOT NULL
);
CREATE INDEX sign_in_budget_window ON sign_in_budget (window_ends_at);
