package io.ringfence.edge.call;

import io.ringfence.contracts.event.CallDirection;
import io.ringfence.edge.sip.Peer;
import org.jspecify.annotations.Nullable;

/// What is known of a call as its invitation goes on.
///
/// @param callerTag with the Call-ID, what its dialogs are known by
/// @param account ours: the caller's, and of an incoming call the callee's
/// @param from the user of From
/// @param upstream the server that it comes from or goes to, when there is one
public record Invitation(
    String callId,
    String callerTag,
    CallDirection direction,
    @Nullable String account,
    String from,
    Dialled dialled,
    Peer source,
    @Nullable String userAgent,
    @Nullable String upstream) {}
