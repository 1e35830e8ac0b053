-- The credentials vault: wrapping keys that AWS KMS keeps, and who used which secret.

-- SECURITY: only what KMS encrypted. Without the right to ask KMS, a copy of this table opens nothing.
CREATE TABLE vault_key (
  -- As in `key_id` of what it wraps.
  id text PRIMARY KEY,
  -- ARN of the KMS key that decrypts `wrapped`.
  kms_key text NOT NULL,
  wrapped bytea NOT NULL,
  -- By the clock of the database: a new key is announced for a while before any node wraps with it.
  created_at timestamptz NOT NULL DEFAULT now()
);

-- Each secret that a run was given, counted. The first time in a run is in the audit record too.
CREATE TABLE credential_use (
  credential_id uuid NOT NULL REFERENCES credential (id) ON DELETE CASCADE,
  run_id uuid NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  times int NOT NULL DEFAULT 1,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (credential_id, run_id)
);

CREATE INDEX credential_use_run ON credential_use (run_id);

-- `sealed` of `credential`, `identity_provider` and `oauth_signing_key` from now on: 'CVE1' || wrapped data key || body, each of the two
-- nonce || AES-256-GCM ciphertext || tag. Rows of earlier releases, without the mark, stay readable until they are wrapped anew.
