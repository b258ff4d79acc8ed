-- The security log: lines about several services, lines that stand for many, days that come and go,
-- and how far each topic has been written.

-- A writer of before would write to a column that is not there any more: it waits until it is
-- replaced, and its records wait in Kafka.
ALTER TABLE security_log ALTER COLUMN service TYPE text[] USING string_to_array(service, ',');
ALTER TABLE security_log RENAME COLUMN service TO services;
ALTER TABLE security_log ADD COLUMN count bigint NOT NULL DEFAULT 1;
ALTER TABLE security_log ADD COLUMN last_time timestamptz;
COMMENT ON COLUMN security_log.services IS 'What the line is about: one service, or all that a block covers.';
COMMENT ON COLUMN security_log.count IS 'How many identical events the line stands for; the message does not say it.';
COMMENT ON COLUMN security_log.last_time IS 'When the latest of them was, if there are several; time is the first one''s.';
COMMENT ON COLUMN security_log.arrival IS 'The order in which lines were written or last grew, which is not that of their times: the live tail follows it.';

-- Nearly all lines are about SIP alone. The few others are found without passing over those.
CREATE INDEX security_log_not_sip ON security_log (time DESC, event_id DESC) WHERE services <> '{sip}';

-- Made beside the log and attached: that holds up nobody who reads or writes. Lines that had come
-- for a day that was not there yet are taken along.
CREATE OR REPLACE FUNCTION security_log_partition(day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  name  text := 'security_log_' || to_char(day, 'YYYYMMDD');
  first timestamptz := day::timestamp AT TIME ZONE 'UTC';
  next  timestamptz := (day + 1)::timestamp AT TIME ZONE 'UTC';
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('security_log_partition'));
  IF to_regclass(name) IS NULL THEN
    EXECUTE format('CREATE TABLE %I (LIKE security_log INCLUDING ALL)', name);
    EXECUTE format('WITH moved AS (DELETE FROM security_log_other WHERE time >= %L AND time < %L RETURNING *)
                    INSERT INTO %I SELECT * FROM moved', first, next, name);
    EXECUTE format('ALTER TABLE security_log ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, first, next);
  END IF;
END $$;
COMMENT ON FUNCTION security_log_partition IS 'Makes the partition of one day (UTC) if it is not there.';

CREATE FUNCTION security_log_forget(before date) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  name    text;
  dropped integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('security_log_partition'));
  FOR name IN
    SELECT child.relname FROM pg_inherits
      JOIN pg_class child ON child.oid = inhrelid
     WHERE inhparent = 'security_log'::regclass AND child.relname ~ '^security_log_\d{8}$'
       AND child.relname < 'security_log_' || to_char(before, 'YYYYMMDD')
     ORDER BY child.relname
  LOOP
    EXECUTE format('DROP TABLE %I', name);
    dropped := dropped + 1;
  END LOOP;
  DELETE FROM security_log_other WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM security_log_other WHERE time < before::timestamp AT TIME ZONE 'UTC' LIMIT 5000));
  RETURN dropped;
END $$;
COMMENT ON FUNCTION security_log_forget IS 'Drops the partitions of the days (UTC) before, and deletes a few lines that never had one. Returns how many partitions.';

CREATE INDEX block_ended ON block (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE history_progress (
  topic_id    uuid    NOT NULL,
  partition   integer NOT NULL,
  topic       text    NOT NULL,
  next_offset bigint  NOT NULL,
  PRIMARY KEY (topic_id, partition)
);
COMMENT ON TABLE history_progress IS 'writer: auth-guard. The offset up to which a topic is in the history, moved with what is written: nothing is counted twice. topic_id: a topic that is made anew begins anew.';
