-- The schema's first version. Each table names its one writer in its comment.

-- Configuration -------------------------------------------------------------------------------

-- Starts above the versions of the rows that are made here.
CREATE SEQUENCE config_version START WITH 100;
COMMENT ON SEQUENCE config_version IS 'writer: admin-api. Versions of all configuration documents: one that is deleted and made again has a greater version than before.';

CREATE TABLE ip_group (
  id          text PRIMARY KEY,
  version     bigint      NOT NULL,
  name        text        NOT NULL UNIQUE,
  description text
);
COMMENT ON TABLE ip_group IS 'writer: admin-api. Named groups of addresses.';

CREATE TABLE ip_group_member (
  group_id   text        NOT NULL REFERENCES ip_group (id) ON DELETE CASCADE,
  position   integer     NOT NULL,
  value      text        NOT NULL,
  note       text,
  expires_at timestamptz,
  PRIMARY KEY (group_id, position)
);
COMMENT ON TABLE ip_group_member IS 'writer: admin-api. value: address, prefix, range, host name or group:<name>.';

CREATE TABLE protected_service (
  name       text PRIMARY KEY,
  version    bigint  NOT NULL,
  title      text    NOT NULL,
  ports      jsonb   NOT NULL,
  restricted boolean NOT NULL DEFAULT false,
  group_id   text REFERENCES ip_group (id),
  CHECK (NOT restricted OR group_id IS NOT NULL)
);
COMMENT ON TABLE protected_service IS 'writer: admin-api. ports: [{"protocol":"udp|tcp","port":n}].';

INSERT INTO protected_service (name, version, title, ports) VALUES
  ('web', 1, 'Web server', '[{"protocol":"tcp","port":80},{"protocol":"tcp","port":443},{"protocol":"tcp","port":4021}]'),
  ('sip', 1, 'SIP', '[{"protocol":"udp","port":5060},{"protocol":"tcp","port":5060},{"protocol":"tcp","port":5061},{"protocol":"tcp","port":5066},{"protocol":"tcp","port":5067}]'),
  ('provisioning', 1, 'Phone provisioning', '[{"protocol":"udp","port":69}]'),
  ('crm', 1, 'CRM integration', '[{"protocol":"tcp","port":5038}]'),
  ('snmp', 1, 'SNMP monitoring', '[{"protocol":"udp","port":161}]');

CREATE TABLE guard_policy (
  id                 integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  version            bigint  NOT NULL,
  enabled            boolean NOT NULL DEFAULT true,
  attempts           integer NOT NULL DEFAULT 5,
  period_seconds     bigint  NOT NULL DEFAULT 600,
  block_for_seconds  bigint  NOT NULL DEFAULT 3600,
  trusted_group_id   text REFERENCES ip_group (id),
  warning_recipients jsonb   NOT NULL DEFAULT '[]'
);
COMMENT ON TABLE guard_policy IS 'writer: admin-api. One row.';
INSERT INTO guard_policy (version) VALUES (1);

CREATE TABLE sip_account (
  number                    text PRIMARY KEY,
  version                   bigint      NOT NULL,
  display_name              text,
  email                     text,
  enabled                   boolean     NOT NULL DEFAULT true,
  locked                    boolean     NOT NULL DEFAULT false,
  ha1_md5                   bytea       NOT NULL,
  ha1_sha256                bytea       NOT NULL,
  registrations_valid_since timestamptz NOT NULL DEFAULT 'epoch',
  created_at                timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE sip_account IS 'writer: admin-api. ha1_*: H(number:realm:password) in raw bytes, sealed with AES-256-GCM, context number/md5 and number/sha-256.';

CREATE TABLE outbox (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic      text  NOT NULL,
  key        text  NOT NULL,
  value      bytea,
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE outbox IS 'writer: admin-api. Records on their way to Kafka, in order of id; value NULL is a tombstone. Published rows are deleted.';

-- History -------------------------------------------------------------------------------------

CREATE SEQUENCE security_log_arrival;

CREATE TABLE security_log (
  event_id uuid        NOT NULL,
  time     timestamptz NOT NULL,
  severity text        NOT NULL,
  service  text        NOT NULL,
  event    text        NOT NULL,
  source   inet,
  account  text,
  message  text        NOT NULL,
  arrival  bigint      NOT NULL DEFAULT nextval('security_log_arrival'),
  PRIMARY KEY (time, event_id)
) PARTITION BY RANGE (time);
COMMENT ON TABLE security_log IS 'writer: auth-guard. Partitioned by day (UTC); rows outside the days made ahead are in security_log_other.';
COMMENT ON COLUMN security_log.arrival IS 'The order in which lines were written, which is not that of their times: the live tail follows it.';
CREATE INDEX security_log_by_arrival ON security_log (arrival);
CREATE INDEX security_log_source ON security_log (source, time DESC);
CREATE INDEX security_log_account ON security_log (account, time DESC);
CREATE TABLE security_log_other PARTITION OF security_log DEFAULT;

CREATE FUNCTION security_log_partition(day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  name text := 'security_log_' || to_char(day, 'YYYYMMDD');
BEGIN
  IF to_regclass(name) IS NULL THEN
    EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF security_log FOR VALUES FROM (%L) TO (%L)',
                   name, day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
  END IF;
END $$;
COMMENT ON FUNCTION security_log_partition IS 'Makes the partition of one day (UTC) if it is not there.';

CREATE TABLE block (
  id          uuid PRIMARY KEY,
  target_type text        NOT NULL,
  target      text        NOT NULL,
  services    text[]      NOT NULL,
  rule        text        NOT NULL,
  origin      text        NOT NULL,
  state       text        NOT NULL,
  level       integer     NOT NULL,
  attempts    integer     NOT NULL,
  accounts    text[]      NOT NULL,
  user_agent  text,
  first_seen  timestamptz,
  last_seen   timestamptz,
  decided_at  timestamptz NOT NULL,
  expires_at  timestamptz,
  ended_at    timestamptz,
  actor       text,
  note        text
);
COMMENT ON TABLE block IS 'writer: auth-guard. Every block ever decided, with its latest state.';
CREATE INDEX block_target ON block (target, decided_at DESC);
CREATE INDEX block_state ON block (state, decided_at DESC);
CREATE INDEX block_decided ON block (decided_at DESC, id DESC);

-- Notification --------------------------------------------------------------------------------

CREATE TABLE mail_outbox (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  alert_id        uuid        NOT NULL,
  kind            text        NOT NULL,
  recipient       text        NOT NULL,
  message_id      text        NOT NULL UNIQUE,
  subject         text        NOT NULL,
  body            text        NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT now(),
  attempts        integer     NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  last_error      text,
  sent_at         timestamptz,
  UNIQUE (alert_id, recipient)
);
COMMENT ON TABLE mail_outbox IS 'writer: notifier. One row a mail; sent_at NULL until a mail server accepted it.';
CREATE INDEX mail_outbox_due ON mail_outbox (next_attempt_at) WHERE sent_at IS NULL;

-- Administration ------------------------------------------------------------------------------

CREATE TABLE admin_user (
  name          text PRIMARY KEY,
  password_hash text        NOT NULL,
  role          text        NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
  created_at    timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE admin_user IS 'writer: admin-api. Console users; password_hash is a salted, slow hash.';

CREATE TABLE api_token (
  id         uuid PRIMARY KEY,
  name       text        NOT NULL UNIQUE,
  token_hash bytea       NOT NULL UNIQUE,
  role       text        NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz
);
COMMENT ON TABLE api_token IS 'writer: admin-api. token_hash: SHA-256 of a 256-bit random token.';

CREATE TABLE audit_log (
  id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  time   timestamptz NOT NULL DEFAULT now(),
  actor  text        NOT NULL,
  source inet,
  action text        NOT NULL,
  object text        NOT NULL,
  before jsonb,
  after  jsonb
);
COMMENT ON TABLE audit_log IS 'writer: admin-api. Who changed what, from where; never a secret.';
