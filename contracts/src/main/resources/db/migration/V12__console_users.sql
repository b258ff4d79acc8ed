-- A session of the web console may be a console user's, begun with the password.

ALTER TABLE console_session
  ALTER COLUMN token_id DROP NOT NULL,
  ADD COLUMN user_name text REFERENCES admin_user ON DELETE CASCADE,
  ADD COLUMN user_mark bytea,
  ADD CHECK (num_nonnulls(token_id, user_name) = 1),
  ADD CHECK (num_nonnulls(user_name, user_mark) <> 1);
CREATE INDEX console_session_user ON console_session (user_name);
COMMENT ON TABLE console_session IS 'writer: admin-api. Sessions of the web console. key_hash: SHA-256 of 256 random bits, which are in the browser''s cookie. A session ends with the API token that it was begun with, or when the user''s password changes; user_mark: SHA-256 of the password_hash it was begun with.';
