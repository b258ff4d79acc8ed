-- CrowdSec's bouncers: keys of their own, and how far each has pulled.
ALTER TABLE api_token DROP CONSTRAINT api_token_role_check;
ALTER TABLE api_token ADD CONSTRAINT api_token_role_check
  CHECK (role IN ('viewer', 'operator', 'admin', 'bouncer'));

CREATE TABLE bouncer (
  token_id   uuid PRIMARY KEY REFERENCES api_token (id) ON DELETE CASCADE,
  feed       uuid        NOT NULL,
  position   bigint      NOT NULL,
  pulled_at  timestamptz NOT NULL,
  source     inet,
  user_agent text
);
COMMENT ON TABLE bouncer IS 'writer: admin-api. How far a bouncer has pulled the decisions; moved after a complete answer. feed: the run of admin-api that counted position.';
