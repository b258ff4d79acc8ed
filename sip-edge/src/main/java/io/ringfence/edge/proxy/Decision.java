package io.ringfence.edge.proxy;

import io.ringfence.edge.call.Lock;
import io.ringfence.edge.sip.Status;
import io.ringfence.edge.transaction.Sender;
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
    private final List<List<Target>> groups;
    private final Purpose purpose;

    /// @param groups of targets; each is tried at once, one after the other
    Forward(Forwarded forwarded, List<List<Target>> groups, Purpose purpose) {
      this.forwarded = forwarded;
      this.groups = List.copyOf(groups);
      this.purpose = purpose;
    }

    static Forward to(Target target, Forwarded forwarded, Purpose purpose) {
      return new Forward(forwarded, List.of(List.of(target)), purpose);
    }

    Forwarded forwarded() {
      return forwarded;
    }

    List<List<Target>> groups() {
      return groups;
    }

    /// The same, escorted.
    public Forward with(Escort escort) {
      return new Forward(forwarded.with(escort, sender(escort)), groups, purpose);
    }

    /// Whether it begins something, and is of no dialog that passed here.
    public boolean isBeginning() {
      return purpose instanceof Purpose.Beginning;
    }

    private Sender sender(Escort escort) {
      return isBeginning()
              && !escort.isLogin()
              && forwarded.sender() instanceof Sender.At(var network)
          ? new Sender.Unproven(network)
          : forwarded.sender();
    }

    Purpose purpose() {
      return purpose;
    }
  }
}
