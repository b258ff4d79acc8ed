-- Calls that the edges carried, and the lock that keeps new ones from going out.

CREATE TABLE pbx_lock (
  id      integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  version bigint  NOT NULL,
  locked  boolean NOT NULL DEFAULT false,
  reason  text,
  since   timestamptz,
  by      text
);
COMMENT ON TABLE pbx_lock IS 'writer: admin-api. One row. by: who locked or unlocked it last.';
INSERT INTO pbx_lock (version) VALUES (1);

CREATE TABLE call_record (
  id          uuid PRIMARY KEY,
  call_id     text        NOT NULL,
  state       text        NOT NULL,
  direction   text        NOT NULL,
  account     text,
  from_number text        NOT NULL,
  to_number   text        NOT NULL,
  destination text        NOT NULL,
  emergency   boolean     NOT NULL,
  source      inet        NOT NULL,
  source_port integer     NOT NULL,
  transport   text        NOT NULL,
  user_agent  text,
  upstream    text,
  started_at  timestamptz NOT NULL,
  answered_at timestamptz,
  ended_at    timestamptz,
  end_reason  text,
  status      integer,
  actor       text,
  edge        text        NOT NULL,
  seen_at     timestamptz NOT NULL
);
COMMENT ON TABLE call_record IS 'writer: auth-guard. Every call that was carried, as it was last heard of (seen_at); deleted when it is older than history is kept.';
CREATE INDEX call_record_started ON call_record (started_at DESC, id DESC);
CREATE INDEX call_record_account ON call_record (account, started_at DESC);
CREATE INDEX call_record_call_id ON call_record (call_id);
CREATE INDEX call_record_active ON call_record (seen_at) WHERE state <> 'ended';
