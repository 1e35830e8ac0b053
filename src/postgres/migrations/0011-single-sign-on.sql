-- Signing in by the word of another house (OpenID Connect): the providers that are believed, which of their subjects is which
-- person here, sign-ins on their way, the sessions that came of them, and which of a provider's groups are which of ours.

CREATE TABLE identity_provider (
  id                    uuid PRIMARY KEY,
  alias                 text NOT NULL UNIQUE CHECK (alias ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  display_name          text NOT NULL CHECK (display_name <> ''),
  -- SECURITY: exactly what the provider calls itself. Unique, so that one subject is never two people by two doors.
  issuer                text NOT NULL UNIQUE,
  client_id             text NOT NULL CHECK (client_id <> ''),
  -- Sealed with a key that never enters the database, bound to `id`; NULL for a public client.
  client_secret_sealed  bytea,
  client_secret_key_id  text,
  scopes                text[] NOT NULL,
  -- NULL: the claim that each mapper names.
  groups_claim          text,
  username_claim        text NOT NULL,
  signing_algorithms    text[] NOT NULL CHECK (cardinality(signing_algorithms) > 0),
  -- Whether a subject that is nobody here becomes a person at its first sign-in, and with which role.
  creates_users         boolean NOT NULL,
  role                  text NOT NULL CHECK (role IN ('admin', 'member', 'guest')),
  enabled               boolean NOT NULL,
  -- Grows with every change; what a node has learned from a provider is good for one version.
  version               integer NOT NULL DEFAULT 1,
  created_at            timestamptz NOT NULL DEFAULT now(),
  created_by            text NOT NULL,
  updated_at            timestamptz NOT NULL DEFAULT now(),
  updated_by            text NOT NULL,
  CONSTRAINT identity_provider_secret_is_whole CHECK ((client_secret_sealed IS NULL) = (client_secret_key_id IS NULL))
);

-- SECURITY: a person is known by issuer and subject, never by an e-mail address, which a provider may give to somebody else.
CREATE TABLE federated_identity (
  issuer     text NOT NULL,
  subject    text NOT NULL CHECK (subject <> ''),
  actor_id   uuid NOT NULL REFERENCES actor (id),
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text NOT NULL,
  PRIMARY KEY (issuer, subject)
);
CREATE INDEX federated_identity_actor ON federated_identity (actor_id);

-- A browser that was sent to a provider and has not come back. The digest is that of the browser's cookie; state, nonce and
-- PKCE verifier follow from the cookie and are stored nowhere. A row is deleted by its first use.
CREATE TABLE sso_transaction (
  digest      bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
  provider_id uuid NOT NULL REFERENCES identity_provider (id) ON DELETE CASCADE,
  return_to   text NOT NULL,
  -- From where it was begun; no network may hold more than a few.
  network     text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  expires_at  timestamptz NOT NULL
);
CREATE INDEX sso_transaction_network ON sso_transaction (network, created_at);
CREATE INDEX sso_transaction_expiry ON sso_transaction (expires_at);
CREATE INDEX sso_transaction_provider ON sso_transaction (provider_id);

-- Which sessions here hang on which session there, so that a provider can end them (OpenID Connect Back-Channel Logout 1.0).
CREATE TABLE federated_session (
  secret_id  uuid PRIMARY KEY REFERENCES secret (id) ON DELETE CASCADE,
  issuer     text NOT NULL,
  subject    text NOT NULL,
  -- The provider's id of its session (claim `sid`), where it gave one.
  session    text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX federated_session_subject ON federated_session (issuer, subject);
CREATE INDEX federated_session_session ON federated_session (issuer, session) WHERE session IS NOT NULL;

-- "Who has this group there joins that group here" (Atlan wire, SSO group mappers). The alias need not be a configured provider.
CREATE TABLE sso_mapper (
  id         uuid PRIMARY KEY,
  alias      text NOT NULL,
  name       text,
  -- The wire's `identityProviderMapper`.
  kind       text NOT NULL,
  -- A mapper of a group that is gone is gone.
  group_id   uuid NOT NULL REFERENCES user_group (id) ON DELETE CASCADE,
  -- As on the wire, without empty texts and without `group`, which follows from `group_id`.
  config     jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  updated_by text NOT NULL
);
CREATE INDEX sso_mapper_alias ON sso_mapper (alias);
CREATE INDEX sso_mapper_group ON sso_mapper (group_id);
