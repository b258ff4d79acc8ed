package io.ringfence.admin.groups;

import io.ringfence.contracts.net.IpAddress;
import java.time.Duration;
import java.util.List;

/// What is known of a name's addresses of one family.
sealed interface Answer {

  /// @param ttl how long they are good for
  record Found(List<IpAddress> addresses, Duration ttl) implements Answer {}

  /// The name has no addresses of this family, or is not there at all.
  record None() implements Answer {}

  /// Nobody could tell.
  record Failed(String reason) implements Answer {}

  /// Both families of one name.
  record Both(Answer v4, Answer v6) {
    static Both failed(String reason) {
      return new Both(new Failed(reason), new Failed(reason));
    }

    /// Whether the name is not there, for all that is known.
    boolean isNowhere() {
      return v4 instanceof None && v6 instanceof None;
    }
  }
}
