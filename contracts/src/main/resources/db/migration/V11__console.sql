-- The web console: who is signed in.

CREATE TABLE console_session (
  id        uuid PRIMARY KEY,
  key_hash  bytea       NOT NULL UNIQUE,
  token_id  uuid        REFERENCES api_token ON DELETE CASCADE,
  user_name text        REFERENCES admin_user ON DELETE CASCADE,
  user_mark bytea,
  begun_at  timestamptz NOT NULL,
  used_at   timestamptz NOT NULL,
  CHECK (num_nonnulls(token_id, user_name) = 1),
  CHECK (num_nonnulls(user_name, user_mark) <> 1)
);
CREATE INDEX console_session_token ON console_session (token_id);
CREATE INDEX console_session_user ON console_session (user_name);
COMMENT ON TABLE console_session IS 'writer: admin-api. Sessions of the web console. key_hash: SHA-256 of 256 random bits, which are in the browser''s cookie. A session ends with the API token that it was begun with, or when the user''s password changes; user_mark: SHA-256 of the password_hash it was begun with.';

-- The latest thing that somebody did.
CREATE INDEX audit_log_actor ON audit_log (actor, id);
