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

  /// Forwards a request, and hears what comes of it.
  void forward(Decision.Forward decision, ServerTransaction server) {
    var forwarded = decision.forwarded();
    switch (decision.purpose()) {
      case Purpose.Beginning beginning when forwarded.isInvite() -> {
        var call = new NewCall(calls, forwarded, beginning, hangUps, this);
        var context = new ResponseContext(forwarded, server, plumbing, call);
        call.begin(context);
        context.begin(decision.targets());
      }
      case Purpose.Beginning _ ->
          new ResponseContext(forwarded, server, plumbing, Hearing.NOBODY)
              .begin(decision.targets());
      case Purpose.Within(var path) -> {
        var target = decision.targets().getFirst();
        var hearing = new WithinCall(calls.table(), forwarded.request(), path, target, hangUps);
        new ResponseContext(forwarded, server, plumbing, hearing).begin(decision.targets());
      }
    }
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
