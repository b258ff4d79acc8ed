package io.ringfence.edge.uas;

import io.ringfence.edge.sip.Status;
import java.util.Arrays;
import java.util.stream.Collectors;

/// What a peer gets whose request is refused.
public sealed interface Refusal {

  /// Nothing.
  record Silence() implements Refusal {}

  /// This status. 401 is a challenge like any, and a password is refused like a wrong one.
  record Answer(Status status) implements Refusal {}

  /// Reads a setting: `silent` or the code of a status that this server gives.
  ///
  /// @throws IllegalArgumentException with a message fit for the user
  static Refusal parse(String text) {
    if (text.equals("silent")) {
      return new Silence();
    }
    return Arrays.stream(Status.values())
        .filter(Refusal::isRefusal)
        .filter(status -> Integer.toString(status.code()).equals(text))
        .findFirst()
        .map(status -> (Refusal) new Answer(status))
        .orElseThrow(() -> new IllegalArgumentException("expected silent or one of " + codes()));
  }

  private static boolean isRefusal(Status status) {
    return status.code() >= Status.BAD_REQUEST.code();
  }

  private static String codes() {
    return Arrays.stream(Status.values())
        .filter(Refusal::isRefusal)
        .map(status -> Integer.toString(status.code()))
        .collect(Collectors.joining(", "));
  }

  /// Whether the peer is to see what it would see of an account that it has no password of.
  default boolean isChallenge() {
    return switch (this) {
      case Silence() -> false;
      case Answer(var status) -> status == Status.UNAUTHORIZED;
    };
  }
}
