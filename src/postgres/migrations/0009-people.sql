-- How people come in: one-time codes that set a password, and the networks from which they have signed in before.

-- An invitation or a password reset; whoever has the code sets the password, once. A spent one is deleted.
CREATE TABLE account_code (
  digest     bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
  -- INVARIANT: one live code per person; a newer one takes the place of the one before.
  actor_id   uuid NOT NULL UNIQUE REFERENCES actor (id),
  purpose    text NOT NULL CHECK (purpose IN ('invitation', 'password-reset')),
  created_at timestamptz NOT NULL DEFAULT now(),
  -- History only.
  created_by text NOT NULL,
  expires_at timestamptz NOT NULL
);

-- Where a person has signed in from with the password. Guessing from elsewhere, however long, never slows sign-in from there.
CREATE TABLE sign_in_network (
  actor_id     uuid NOT NULL REFERENCES actor (id),
  -- One IPv4 address, or the first 64 bits of an IPv6 address.
  network      text NOT NULL,
  last_used_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (actor_id, network)
);

-- A setting of the workspace without a row has the value that the code names as its default.
-- sessions.confirm_before_secrets: true or false · whether a browser session must have proved its password within ten minutes
-- to be shown the secret of an API token
