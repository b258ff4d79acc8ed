package io.ringfence.edge.sip;

/// What came of reading a message.
public sealed interface Parsed {

  /// A request to handle.
  record Request(SipRequest request) implements Parsed {}

  /// A response to pass on.
  record Response(SipResponse response) implements Parsed {}

  /// A request that is refused, with enough of it to say so.
  ///
  /// @param status 400 or 505
  /// @param reason our own words, fit for the status line
  record Refused(Method method, Status status, String reason, Via via, HeaderTable headers)
      implements Parsed {}

  /// A message that gets no answer.
  record Ignored(Cause cause) implements Parsed {}

  /// Why a message gets no answer.
  enum Cause {
    /// Only line ends: a keep-alive.
    KEEP_ALIVE,
    /// A malformed response.
    RESPONSE,
    /// The first line is not SIP's.
    NOT_SIP,
    /// Malformed, and without the fields a response needs.
    MALFORMED,
    /// Larger than the limit.
    TOO_LARGE
  }
}
