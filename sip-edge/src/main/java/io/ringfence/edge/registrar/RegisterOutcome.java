package io.ringfence.edge.registrar;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came of a REGISTER.
public sealed interface RegisterOutcome {

  /// Done; these are the account's bindings now.
  ///
  /// @param path to be returned (RFC 3327 §5.3)
  /// @param flowTimer how long a flow may be silent (RFC 5626 §6); `null` when the request was not
  ///     about one
  record Done(List<Binding> bindings, List<String> path, @Nullable Duration flowTimer)
      implements RegisterOutcome {}

  /// 423: shorter than the registrar's minimum.
  record TooBrief(Duration minExpires) implements RegisterOutcome {}

  /// 400.
  record Malformed(String reason) implements RegisterOutcome {}

  /// 420: there is a Path, and the phone does not know what that is (RFC 3327 §5.3).
  record PathNotSupported() implements RegisterOutcome {}

  /// 439: the phone asks for a flow, and the proxy before us cannot keep it (RFC 5626 §6).
  record FirstHopLacksOutbound() implements RegisterOutcome {}

  /// 500: an older request of the same Call-ID (§10.3, step 7). Nothing was changed.
  record OutOfOrder() implements RegisterOutcome {}

  /// 403: the account, or the registrar, has as many bindings as it may.
  record TooMany() implements RegisterOutcome {}
}
