package io.ringfence.edge.proxy;

import io.ringfence.contracts.event.CallDirection;
import io.ringfence.edge.proxy.FlowTokens.Path;
import io.ringfence.edge.sip.SipUri;
import org.jspecify.annotations.Nullable;

/// What a request is forwarded for.
sealed interface Purpose {

  /// It begins something.
  ///
  /// @param account ours: who calls, and of what comes from outside who is called
  /// @param upstream where it comes from or goes to, when that is one of the upstreams
  record Beginning(CallDirection direction, @Nullable String account, @Nullable String upstream)
      implements Purpose {}

  /// Another edge has it brought to a phone that is bound here, and follows the call itself.
  record HandedOver() implements Purpose {}

  /// It belongs to a dialog that passed here.
  ///
  /// @param asked where it says that it is to go
  /// @param isOwn whether it comes from the side that it says it is of, as far as that is a server
  record Within(Path path, SipUri asked, boolean isOwn) implements Purpose {}
}
