-- A third digest of each password (RFC 8760), and the passwords that accounts had before.

ALTER TABLE sip_account ADD COLUMN ha1_sha512_256 bytea;
COMMENT ON COLUMN sip_account.ha1_sha512_256 IS 'NULL until the password is set again, for accounts made before this column was.';
COMMENT ON TABLE sip_account IS 'writer: admin-api. ha1_*: H(number:realm:password) in raw bytes, sealed with AES-256-GCM, context number/md5, number/sha-256 and number/sha-512-256.';

-- A writer that does not know the new column would leave the old password's digest in it.
CREATE FUNCTION sip_account_forget_old_digest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.ha1_sha512_256 := NULL;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION sip_account_forget_old_digest IS 'Clears the digest of a password that is no longer the account''s.';
CREATE TRIGGER sip_account_digests_change_together BEFORE UPDATE ON sip_account FOR EACH ROW
  WHEN (NEW.ha1_sha256 IS DISTINCT FROM OLD.ha1_sha256
        AND NEW.ha1_sha512_256 IS NOT DISTINCT FROM OLD.ha1_sha512_256)
  EXECUTE FUNCTION sip_account_forget_old_digest();

CREATE TABLE sip_account_former_secret (
  number         text        NOT NULL REFERENCES sip_account (number) ON DELETE CASCADE,
  until          timestamptz NOT NULL,
  ha1_md5        bytea       NOT NULL,
  ha1_sha256     bytea       NOT NULL,
  ha1_sha512_256 bytea,
  PRIMARY KEY (number, until)
);
COMMENT ON TABLE sip_account_former_secret IS 'writer: admin-api. The latest passwords that an account had, so that a phone which still has one is told from an attacker; deleted at until. ha1_*: as in sip_account, context number/former/md5, number/former/sha-256 and number/former/sha-512-256, so that none can be put back into sip_account.';
CREATE INDEX sip_account_former_secret_until ON sip_account_former_secret (until);
