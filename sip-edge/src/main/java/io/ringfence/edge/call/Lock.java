package io.ringfence.edge.call;

/// What keeps a call from going out.
public enum Lock {
  PBX("The PBX is locked"),
  ACCOUNT("The account is locked");

  private static final int FORBIDDEN = 403;

  /// Call rejected (ITU-T Q.850).
  private static final int CALL_REJECTED = 21;

  private final String words;

  Lock(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }

  /// The value of Reason (RFC 3326; in a response, RFC 6432).
  public String reason() {
    return "SIP;cause=%d;text=\"%s\", Q.850;cause=%d;text=\"%s\""
        .formatted(FORBIDDEN, words, CALL_REJECTED, words);
  }
}
