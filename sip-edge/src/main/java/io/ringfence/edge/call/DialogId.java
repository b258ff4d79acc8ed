package io.ringfence.edge.call;

/// What a request within a dialog says of it, whichever side has sent it (RFC 3261 §12).
public record DialogId(String callId, String callerTag, String calleeTag) {}
