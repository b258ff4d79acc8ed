-- When a lock was opened last: calls of before then count against nobody any more.
ALTER TABLE sip_account ADD COLUMN unlocked_at timestamptz;
ALTER TABLE pbx_lock ADD COLUMN unlocked_at timestamptz;
COMMENT ON COLUMN guard_policy.detection IS '{"rules":{name:{"mode","limit","period"}},"weights":{reason:n},"decoys":[…],"lengths":{…},"toll":{…}}; what is left out has its default.';
