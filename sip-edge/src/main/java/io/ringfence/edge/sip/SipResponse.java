package io.ringfence.edge.sip;

/// A well-formed response.
///
/// @param status from 100 to 699
/// @param via the topmost element, ours when it is for us
public record SipResponse(
    int status, Via via, NameAddr from, NameAddr to, String callId, CSeq cseq, HeaderTable headers)
    implements SipMessage {

  public boolean isProvisional() {
    return status < 200;
  }

  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /// Whether somebody is to get it after the element on top; otherwise it was meant for that one
  /// (RFC 3261 §16.7, step 3).
  public boolean hasFurtherVia() {
    int top = headers.indexOf(Header.VIA);
    for (int at = headers.start(top) + via.end(); at < headers.end(top); at++) {
      if (headers.bytes()[at] == ',') {
        return true;
      }
    }
    return headers.count(Header.VIA) > 1;
  }
}
