package io.ringfence.local.soak;

import io.ringfence.local.sip.Caller;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/// Two phones of the suite, one calling the other: invited, answered, hung up; every fourth call is
/// taken back while it rings.
final class Callers implements AutoCloseable {

  private static final Duration REGISTERED = Duration.ofHours(1);

  private final Caller caller;
  private final Caller called;

  Callers(InetSocketAddress server, String domain) throws IOException {
    caller = new Caller(InetAddress.getByName("127.5.0.1"), server, domain, "u000001", "pw-000001");
    called = new Caller(InetAddress.getByName("127.5.0.2"), server, domain, "u000002", "pw-000002");
  }

  boolean register() throws IOException {
    return called.register(REGISTERED);
  }

  /// One call, from end to end.
  Player.Turn call() {
    return number -> number % 4 == 3 ? caller.callAndCancel(called) : caller.call(called);
  }

  @Override
  public void close() {
    caller.close();
    called.close();
  }
}
