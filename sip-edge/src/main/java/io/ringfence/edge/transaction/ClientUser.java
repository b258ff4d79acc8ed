package io.ringfence.edge.transaction;

import io.ringfence.edge.sip.SipResponse;

/// Who sent a request, and is told what came of it.
public interface ClientUser {

  /// Why no response came.
  enum Failure {
    TIMEOUT,
    TRANSPORT
  }

  void received(SipResponse response);

  void failed(Failure failure);

  /// Makes the ACK for a final response other than 2xx.
  byte[] ack(SipResponse response);
}
