-- The operator's own services, and changes that take themselves back.

ALTER TABLE protected_service
  ADD CONSTRAINT protected_service_name CHECK (name ~ '^[a-z]([a-z0-9-]{0,28}[a-z0-9])?$');
COMMENT ON TABLE protected_service IS 'writer: admin-api. The five services of the integrated firewall and the operator''s own. ports: [{"protocol":"udp|tcp","port":n}].';

CREATE TABLE pending_change (
  id         uuid PRIMARY KEY,
  one        boolean     NOT NULL DEFAULT true UNIQUE CHECK (one),
  version    bigint      NOT NULL,
  document   text        NOT NULL,
  actor      text        NOT NULL,
  source     inet,
  made_at    timestamptz NOT NULL,
  confirm_by timestamptz NOT NULL,
  before     jsonb       NOT NULL
);
COMMENT ON TABLE pending_change IS 'writer: admin-api. At most one row: a change of the firewall that is taken back at confirm_by unless it is confirmed. before: [{"key","document"}], the documents as they were published before.';

-- Phones are provisioned by HTTP too: 8088 is where Asterisk's own HTTP server does it. A document
-- that somebody has changed stays as it is; a restriction does not spread to another port.
UPDATE protected_service
SET version = nextval('config_version'),
    ports = ports || '[{"protocol":"tcp","port":8088}]'::jsonb
WHERE name = 'provisioning' AND NOT restricted AND ports = '[{"protocol":"udp","port":69}]'::jsonb;
