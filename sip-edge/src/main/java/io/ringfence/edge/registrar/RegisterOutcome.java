package io.ringfence.edge.registrar;

import java.time.Duration;
import java.util.List;

/// What came of a REGISTER.
public sealed interface RegisterOutcome {

  /// Done; these are the account's bindings now.
  record Done(List<Binding> bindings) implements RegisterOutcome {}

  /// 423: shorter than the registrar's minimum.
  record TooBrief(Duration minExpires) implements RegisterOutcome {}

  /// 400.
  record Malformed(String reason) implements RegisterOutcome {}

  /// 500: an older request of the same Call-ID (§10.3, step 7). Nothing was changed.
  record OutOfOrder() implements RegisterOutcome {}

  /// 403: the account, or the registrar, has as many bindings as it may.
  record TooMany() implements RegisterOutcome {}
}
