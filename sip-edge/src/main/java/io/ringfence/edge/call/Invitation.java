package io.ringfence.edge.call;

import io.ringfence.contracts.event.Attacker;
import io.ringfence.contracts.event.CallDirection;
import io.ringfence.contracts.event.CallEvent;
import io.ringfence.edge.sip.Peer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is known of a call as its invitation goes on. What strangers wrote is made safe to keep:
/// all but Call-ID and tag, which dialogs are known by.
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
    @Nullable String upstream) {

  /// A Call-ID, and a tag, that is longer is not of a call that is followed.
  public static final int MAX_KEY = 512;

  public Invitation {
    account = Attacker.text(account, CallEvent.MAX_TEXT);
    from = safe(from);
    dialled =
        new Dialled(safe(dialled.number()), safe(dialled.destination()), dialled.isEmergency());
    userAgent = Attacker.text(userAgent, CallEvent.MAX_TEXT);
  }

  static String safe(String text) {
    return Objects.requireNonNull(Attacker.text(text, CallEvent.MAX_TEXT));
  }
}
