package io.ringfence.notifier;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

/// A free port for the mail server that the test starts and stops, and delays that suit a
/// test. Looking for leftovers is so slow that a test which depends on it for new mails
/// fails.
public final class MailServerPort implements QuarkusTestResourceLifecycleManager {

  @Override
  public Map<String, String> start() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Map.of(
          "RINGFENCE_SMTP_PORT", Integer.toString(socket.getLocalPort()),
          "ringfence.mail.poll", "PT2S",
          "ringfence.mail.retry-first", "PT0.1S",
          "ringfence.mail.retry-cap", "PT1S",
          "ringfence.mail.max-refused", "3");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {}
}
