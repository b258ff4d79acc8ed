-- What it takes to replay the log and to explain a block.
ALTER TABLE security_log ADD COLUMN reason text;
ALTER TABLE security_log ADD COLUMN verified boolean;
COMMENT ON COLUMN security_log.reason IS 'Of a failed login: why it failed, as on the bus.';
COMMENT ON COLUMN security_log.verified IS 'Of a login, failed or not: whether its source cannot be forged. NULL before it was kept.';

-- Logins that succeeded are few among those that failed.
CREATE INDEX security_log_login ON security_log (time, event_id) WHERE event = 'login';

ALTER TABLE block ADD COLUMN grounds jsonb;
COMMENT ON COLUMN block.grounds IS '{"policyVersion","limit","period","counted","others","rememberedUntil"}: why the guard decided it, by the policy of that time. NULL for other origins and before it was kept.';
