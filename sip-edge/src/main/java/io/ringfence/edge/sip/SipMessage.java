package io.ringfence.edge.sip;

/// A well-formed message: its mandatory header fields (RFC 3261 §8.1.1) are there and read.
public sealed interface SipMessage permits SipRequest, SipResponse {

  /// The topmost element.
  Via via();

  NameAddr from();

  NameAddr to();

  String callId();

  CSeq cseq();

  HeaderTable headers();
}
