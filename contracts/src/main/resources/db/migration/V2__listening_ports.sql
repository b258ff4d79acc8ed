-- The ports that this installation itself listens on are part of the services, whatever they are.
-- A document that somebody has changed stays as it is.
WITH listening (name, ports) AS (
  VALUES
    ('sip', '[{"protocol":"udp","port":${sip_port}},{"protocol":"tcp","port":${sip_port}}]'::jsonb),
    ('web', '[{"protocol":"tcp","port":${http_port}}]'::jsonb)
)
UPDATE protected_service s
SET version = nextval('config_version'),
    ports = s.ports || (
      SELECT coalesce(jsonb_agg(added), '[]'::jsonb)
      FROM jsonb_array_elements(l.ports) added
      WHERE NOT s.ports @> jsonb_build_array(added))
FROM listening l
WHERE s.name = l.name AND s.version = 1 AND NOT s.ports @> l.ports;
