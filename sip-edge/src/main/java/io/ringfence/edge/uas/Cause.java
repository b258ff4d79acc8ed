package io.ringfence.edge.uas;

import io.ringfence.contracts.event.Reason;

/// Why a request is refused that was read, before anything is done about it.
enum Cause {
  /// SIP is restricted to a group that the source is not in.
  NOT_PERMITTED(Reason.NOT_PERMITTED, Drop.NOT_PERMITTED, Result.FORBIDDEN),
  /// It says itself that it is an attacker's tool.
  SCANNER(Reason.SCANNER, Drop.SCANNER, Result.REFUSED),
  /// It is for somebody else.
  WRONG_DOMAIN(Reason.WRONG_DOMAIN, Drop.WRONG_DOMAIN, Result.NOT_FOUND),
  /// The source is blocked in the name of this account, or the account is shielded.
  ACCOUNT(Reason.NOT_PERMITTED, Drop.ACCOUNT, Result.REFUSED);

  private final Reason reason;
  private final Drop drop;
  private final Result result;

  Cause(Reason reason, Drop drop, Result result) {
    this.reason = reason;
    this.drop = drop;
    this.result = result;
  }

  Reason reason() {
    return reason;
  }

  Drop drop() {
    return drop;
  }

  Result result() {
    return result;
  }
}
