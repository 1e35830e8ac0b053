-- What a workspace asks of its API tokens, and which of their expiries have been announced.

-- A setting without a row has the value that the code names as its default.
-- tokens.validity_seconds_max: digits; no row = no maximum · tokens.never_expires_allowed, tokens.revoke_on_retired_use: true or false

-- One row per notice of an expiry; the primary key decides which node gives it.
CREATE TABLE expiry_notice (
  api_token_id uuid NOT NULL REFERENCES api_token (id) ON DELETE CASCADE,
  days_before  smallint NOT NULL CHECK (days_before IN (30, 7, 1)),
  noticed_at   timestamptz NOT NULL,
  PRIMARY KEY (api_token_id, days_before)
);
-- What had expired before there were notices needs none.
INSERT INTO expiry_notice (api_token_id, days_before, noticed_at)
SELECT id, days_before, now() FROM api_token CROSS JOIN unnest('{30,7,1}'::smallint[]) AS given (days_before)
WHERE expires_at <= now();
