package io.ringfence.edge.proxy;

import io.ringfence.edge.sip.SipResponse;
import io.ringfence.edge.transaction.ClientUser;

/// Who sends a CANCEL: what comes of it is told by the invitation's own response.
class Unheard implements ClientUser {

  @Override
  public void received(SipResponse response) {}

  @Override
  public void failed(Failure failure) {}

  @Override
  public byte[] ack(SipResponse response) {
    throw new IllegalStateException("only INVITE is acknowledged");
  }
}
