package io.ringfence.edge.sip;

/// The responses that this server gives (RFC 3261 §21).
public enum Status {
  TRYING(100, "Trying"),
  OK(200, "OK"),
  BAD_REQUEST(400, "Bad Request"),
  UNAUTHORIZED(401, "Unauthorized"),
  FORBIDDEN(403, "Forbidden"),
  NOT_FOUND(404, "Not Found"),
  METHOD_NOT_ALLOWED(405, "Method Not Allowed"),
  PROXY_AUTHENTICATION_REQUIRED(407, "Proxy Authentication Required"),
  REQUEST_TIMEOUT(408, "Request Timeout"),
  UNSUPPORTED_URI_SCHEME(416, "Unsupported URI Scheme"),
  BAD_EXTENSION(420, "Bad Extension"),
  INTERVAL_TOO_BRIEF(423, "Interval Too Brief"),
  FLOW_FAILED(430, "Flow Failed"),
  TEMPORARILY_UNAVAILABLE(480, "Temporarily Unavailable"),
  MAX_BREADTH_EXCEEDED(440, "Max-Breadth Exceeded"),
  NO_SUCH_TRANSACTION(481, "Call/Transaction Does Not Exist"),
  LOOP_DETECTED(482, "Loop Detected"),
  TOO_MANY_HOPS(483, "Too Many Hops"),
  REQUEST_TERMINATED(487, "Request Terminated"),
  SERVER_INTERNAL_ERROR(500, "Server Internal Error"),
  NOT_IMPLEMENTED(501, "Not Implemented"),
  SERVICE_UNAVAILABLE(503, "Service Unavailable"),
  VERSION_NOT_SUPPORTED(505, "Version Not Supported");

  private final int code;
  private final String phrase;

  Status(int code, String phrase) {
    this.code = code;
    this.phrase = phrase;
  }

  public int code() {
    return code;
  }

  public String phrase() {
    return phrase;
  }
}
