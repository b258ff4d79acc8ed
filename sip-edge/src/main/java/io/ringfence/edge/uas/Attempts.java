package io.ringfence.edge.uas;

import io.ringfence.contracts.event.AuthenticationAttempt;

/// Where logins are told.
public interface Attempts {

  void observed(AuthenticationAttempt attempt);
}
