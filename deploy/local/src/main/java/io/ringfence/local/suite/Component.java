package io.ringfence.local.suite;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// A process of the suite, in the order of starting; they stop in the opposite order.
public enum Component {
  POSTGRESQL,
  KAFKA,
  MAILBOX,
  SIP_EDGE,
  AUTH_GUARD,
  FIREWALL_SERVICE,
  NOTIFIER,
  ADMIN_API;

  /// The five that are Ringfence's own.
  public static final List<Component> SERVICES =
      List.of(SIP_EDGE, AUTH_GUARD, FIREWALL_SERVICE, NOTIFIER, ADMIN_API);

  /// Its name in `status`, in log files and in the source tree.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// @throws Failure when there is none of this name
  static Component named(String name) {
    return Arrays.stream(values())
        .filter(component -> component.wireName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new Failure(
                    "there is no service "
                        + name
                        + "; there are "
                        + String.join(
                            ", ", Arrays.stream(values()).map(Component::wireName).toList())));
  }
}
