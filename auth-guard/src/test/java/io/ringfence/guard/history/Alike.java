package io.ringfence.guard.history;

import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.guard.detect.Given;
import java.util.UUID;

/// Failed logins that differ in nothing but their source, id and time.
public final class Alike {

  private static final int ACCOUNTS = 7;

  private Alike() {}

  public static AuthenticationAttempt failed(int source, long second) {
    return Given.attempt(
        id(),
        Given.at(second),
        IpAddress.ofV4(source),
        Service.SIP,
        Reason.BAD_CREDENTIALS,
        true,
        1);
  }

  /// [Given] takes the account from it.
  static UUID id() {
    var id = UUID.randomUUID();
    while (Math.floorMod(id.hashCode(), ACCOUNTS) != 0) {
      id = new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() + 1);
    }
    return id;
  }
}
