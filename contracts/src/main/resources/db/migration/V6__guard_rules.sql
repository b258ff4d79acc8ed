-- The rules of detection that differ from their defaults, with weights, decoys and block lengths.
ALTER TABLE guard_policy ADD COLUMN detection jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN guard_policy.detection IS '{"rules":{name:{"mode","limit","period"}},"weights":{reason:n},"decoys":[…],"lengths":{…}}; what is left out has its default.';
