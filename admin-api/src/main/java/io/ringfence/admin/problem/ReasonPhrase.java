package io.ringfence.admin.problem;

import io.netty.handler.codec.http.HttpResponseStatus;

/// The reason phrases of RFC 9110 §15.
final class ReasonPhrase {
  private ReasonPhrase() {}

  static String of(int status) {
    return HttpResponseStatus.valueOf(status).reasonPhrase();
  }
}
