package io.ringfence.edge.proxy;

import io.ringfence.edge.call.CallControl;
import io.ringfence.edge.call.Ending;
import io.ringfence.edge.transaction.ServerTransaction;
import java.time.Instant;
import java.util.UUID;

/// Follows the calls among the requests that are forwarded. Not for several threads; what it tells
/// the [io.ringfence.edge.call.CallTable] all loops share.
final class CallTracking {

  private final CallControl calls;
  private final Plumbing plumbing;
  private final HangUps hangUps;

  CallTracking(CallControl calls, Plumbing plumbing, Location location) {
    this.calls = calls;
    this.plumbing = plumbing;
    this.hangUps = new HangUps(plumbing, location);
  }

  /// Of a request that is to be forwarded: hears what comes of it.
  ResponseContext context(Decision.Forward decision, ServerTransaction server) {
    return new ResponseContext(decision.forwarded(), server, plumbing, hearing(decision));
  }

  private Hearing hearing(Decision.Forward decision) {
    var forwarded = decision.forwarded();
    return switch (decision.purpose()) {
      case Purpose.Beginning beginning when forwarded.isInvite() ->
          new NewCall(calls, forwarded, beginning, hangUps, this);
      case Purpose.Beginning _, Purpose.HandedOver() -> Hearing.NOBODY;
      case Purpose.Within within ->
          new WithinCall(
              calls.table(),
              forwarded.request(),
              forwarded.source().address(),
              within,
              decision.groups().getFirst().getFirst(),
              !plumbing.settings().endsCredentials(),
              hangUps);
    };
  }

  /// Ends a call from outside.
  ///
  /// @return whether it is one that was forwarded here
  boolean end(UUID id, String actor, Instant now) {
    var ending = calls.table().end(id, actor, this, now);
    switch (ending) {
      case null -> {
        return false;
      }
      case Ending.Invited(var line) -> line.hangUp();
      case Ending.Connected(var callId, var dialogs) ->
          dialogs.forEach(dialog -> hangUps.end(callId, dialog));
    }
    return true;
  }
}
