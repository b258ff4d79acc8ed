package io.ringfence.edge.proxy;

import io.ringfence.edge.sip.FieldEdit;
import io.ringfence.edge.sip.SipResponse;

/// Goes with one request to the PBX that answers it, and back with the answers. For the SIP loop.
public interface Escort {

  /// What becomes of the request's header fields.
  FieldEdit outward();

  /// Whether the request carries an answer to a challenge that its sender got. Then that is told
  /// at once that its invitation is on its way. Otherwise it is once the PBX has said so; until
  /// then it repeats the invitation, and nothing is kept for it.
  boolean isLogin();

  /// A response has come, 100 too. It is passed on after this.
  void received(SipResponse response);

  /// What becomes of a response's header fields.
  FieldEdit homeward(SipResponse response);

  /// Whether a retransmission of the request may go its way anew once this was the answer, so that
  /// nothing need be remembered.
  boolean isForgotten(SipResponse response);

  /// No final response came, or none that is passed on. May be said more than once.
  void failed();
}
