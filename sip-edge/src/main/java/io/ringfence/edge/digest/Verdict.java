package io.ringfence.edge.digest;

import io.ringfence.contracts.event.Reason;
import io.ringfence.edge.account.Account;

/// What authentication says of a request.
public sealed interface Verdict {

  /// No password was evaluated: there is none, or not an answer to a challenge of ours, or its
  /// nonce has expired or is known no more.
  ///
  /// @param stale whether the peer should answer the new challenge without asking its user
  /// @param isVerified whether the peer has answered a challenge that it got at this address
  record Challenge(boolean stale, boolean isVerified) implements Verdict {}

  /// The password is right.
  record Accepted(Account account) implements Verdict {}

  /// A failed login.
  ///
  /// @param username as the peer wrote it
  record Rejected(Reason reason, String username) implements Verdict {

    /// Whether only the nonce is at fault: the peer should answer the new challenge without asking
    /// its user.
    public boolean isStale() {
      return reason == Reason.REPLAYED_NONCE;
    }
  }

  /// The credentials cannot be read.
  record Malformed(String reason) implements Verdict {}

  /// The password cannot be checked now.
  record Unavailable() implements Verdict {}
}
