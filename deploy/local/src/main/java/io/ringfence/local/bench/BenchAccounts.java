package io.ringfence.local.bench;

import io.ringfence.contracts.secret.MasterKey;
import io.ringfence.local.suite.DataFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.DriverManager;
import java.sql.SQLException;

/// Accounts `u000000` and on, put straight into the table: a hundred thousand over REST would take
/// minutes. A sip-edge that is started afterwards reads them.
public final class BenchAccounts {

  private static final String REALM = "ringfence.local";
  private static final int BATCH = 1_000;

  private BenchAccounts() {}

  /// @return the file of `user,password` lines that the load generator reads
  public static Path write(Path folder, int count) throws IOException {
    Path users = folder.resolve("users-" + count + ".csv");
    try (var lines = Files.newBufferedWriter(users)) {
      for (int i = 0; i < count; i++) {
        lines.write("u%06d,pw-%06d\n".formatted(i, i));
      }
    }
    return users;
  }

  /// Adds those that are not there.
  public static void insert(int postgresPort, DataFolder data, int count) throws IOException {
    var secrets = data.secrets();
    var key = MasterKey.parse(secrets.secretKey());
    String url = "jdbc:postgresql://127.0.0.1:" + postgresPort + "/ringfence";
    try (var connection =
            DriverManager.getConnection(url, "ringfence", secrets.postgresPassword());
        var insert =
            connection.prepareStatement(
                "insert into sip_account (number, version, ha1_md5, ha1_sha256)"
                    + " values (?, 1, ?, ?) on conflict do nothing")) {
      connection.setAutoCommit(false);
      for (int i = 0; i < count; i++) {
        String number = "u%06d".formatted(i);
        String secret = "%s:%s:pw-%06d".formatted(number, REALM, i);
        insert.setString(1, number);
        insert.setBytes(2, key.seal(hash("MD5", secret), number + "/md5"));
        insert.setBytes(3, key.seal(hash("SHA-256", secret), number + "/sha-256"));
        insert.addBatch();
        if (i % BATCH == BATCH - 1) {
          insert.executeBatch();
        }
      }
      insert.executeBatch();
      connection.commit();
    } catch (SQLException e) {
      throw new IOException("the accounts could not be written", e);
    }
  }

  private static byte[] hash(String algorithm, String text) {
    try {
      return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
