package io.ringfence.edge.proxy;

import io.ringfence.edge.sip.SipResponse;

/// Who hears what becomes of a forwarded request.
interface Hearing {

  /// Of most requests nothing is heard.
  Hearing NOBODY = new Hearing() {};

  /// The request goes on.
  default void begun(ResponseContext context) {}

  /// A provisional response goes back.
  default void provisional(Branch branch, SipResponse response) {}

  /// A 2xx has come.
  ///
  /// @return whether it goes back
  default boolean succeeded(Branch branch, SipResponse response) {
    return true;
  }

  /// Another final response goes back; for a request other than INVITE that timed out, none.
  default void failed(int status) {}

  /// The caller has taken the request back.
  default void cancelled() {}
}
