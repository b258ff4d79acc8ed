package io.ringfence.edge.proxy;

import io.ringfence.edge.call.Lock;
import io.ringfence.edge.sip.Status;
import java.util.List;

/// What the proxy does with a request.
public sealed interface Decision {

  /// It is not forwarded.
  ///
  /// @param reason our own words, fit for the status line
  record Refuse(Status status, String reason) implements Decision {

    static Refuse with(Status status) {
      return new Refuse(status, status.phrase());
    }
  }

  /// It would begin a call, which a lock forbids.
  record Locked(Lock lock) implements Decision {}

  /// It says to be from our domain and must prove it first.
  record Challenge() implements Decision {}

  /// It is forwarded, with [Proxy#forward].
  final class Forward implements Decision {

    private final Forwarded forwarded;
    private final List<Target> targets;
    private final Purpose purpose;

    Forward(Forwarded forwarded, List<Target> targets, Purpose purpose) {
      this.forwarded = forwarded;
      this.targets = List.copyOf(targets);
      this.purpose = purpose;
    }

    Forwarded forwarded() {
      return forwarded;
    }

    List<Target> targets() {
      return targets;
    }

    Purpose purpose() {
      return purpose;
    }
  }
}
