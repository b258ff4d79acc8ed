package io.ringfence.edge.call;

import io.ringfence.edge.sip.SipUri;
import org.jspecify.annotations.Nullable;

/// A dialog that an invitation made; a forked one makes several (RFC 3261 §12).
///
/// @param calleeTag which of them
public record Dialog(String calleeTag, Party caller, Party callee) {

  public Party of(Side side) {
    return side == Side.CALLER ? caller : callee;
  }

  /// A side has sent a request within it.
  Dialog sent(Side by, long number) {
    return with(by, of(by).sent(number));
  }

  /// A side is somewhere else now (a target refresh, §12.2).
  Dialog at(Side side, @Nullable SipUri contact) {
    return with(side, of(side).at(contact));
  }

  private Dialog with(Side side, Party party) {
    return side == Side.CALLER
        ? new Dialog(calleeTag, party, callee)
        : new Dialog(calleeTag, caller, party);
  }

  /// The dialog of a 2xx, whose route set and target take the place of the early one's (§13.2.2.4);
  /// what was sent within that still counts.
  Dialog after(Dialog early) {
    return new Dialog(
        calleeTag, caller.sent(early.caller.sequence()), callee.sent(early.callee.sequence()));
  }
}
