-- Signed access tokens of OAuth clients (Alation wire, OAuth 2.0): a client has one at a time, and a duration of its own for it. Each is a row
-- of `secret` like every bearer, found by the digest of its whole text; that it is signed, so that others can read it, gives it no validity.

ALTER TABLE oauth_client
  ADD COLUMN signed_token_seconds integer NOT NULL DEFAULT 3600 CHECK (signed_token_seconds BETWEEN 300 AND 259200),
  -- The row of the one issued last. INVARIANT: whoever issues another holds the client's row and ends this one in the same transaction, so
  -- that two are never live. No reference: rows that ended long ago are swept by whoever adds one, who must not wait for the client's row.
  ADD COLUMN signed_token_id      uuid;
