-- The web console: who is signed in.

CREATE TABLE console_session (
  id       uuid PRIMARY KEY,
  key_hash bytea       NOT NULL UNIQUE,
  token_id uuid        NOT NULL REFERENCES api_token ON DELETE CASCADE,
  begun_at timestamptz NOT NULL,
  used_at  timestamptz NOT NULL
);
CREATE INDEX console_session_token ON console_session (token_id);
COMMENT ON TABLE console_session IS 'writer: admin-api. Sessions of the web console. key_hash: SHA-256 of 256 random bits, which are in the browser''s cookie. A session ends with the API token that it was begun with.';

-- The latest thing that somebody did.
CREATE INDEX audit_log_actor ON audit_log (actor, id);
