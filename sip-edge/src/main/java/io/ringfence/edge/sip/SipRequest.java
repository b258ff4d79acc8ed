package io.ringfence.edge.sip;

import org.jspecify.annotations.Nullable;

/// A well-formed request.
///
/// @param methodName as it was written; [Method#OTHER] for names that are not known
/// @param via the topmost element
public record SipRequest(
    Method method,
    String methodName,
    SipUri uri,
    Via via,
    NameAddr from,
    NameAddr to,
    String callId,
    CSeq cseq,
    HeaderTable headers)
    implements SipMessage {

  public @Nullable String userAgent() {
    return headers.first(Header.USER_AGENT);
  }

  /// How many more hops it may go (RFC 3261 §20.22); -1 when it does not say.
  public int maxForwards() {
    String value = headers.first(Header.MAX_FORWARDS);
    return value == null ? -1 : Integer.parseInt(value);
  }
}
