package io.ringfence.edge.sip;

import org.jspecify.annotations.Nullable;

/// A well-formed request: its mandatory header fields (RFC 3261 §8.1.1) are there and read.
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
    HeaderTable headers) {

  public @Nullable String userAgent() {
    return headers.first(Header.USER_AGENT);
  }
}
