package io.ringfence.edge.digest;

import io.ringfence.edge.account.Ha1;
import org.jspecify.annotations.Nullable;

/// The algorithms offered, strongest first (RFC 8760 §2.3).
public enum Algorithm {
  SHA_256("SHA-256"),
  MD5("MD5");

  private final String wireName;

  Algorithm(String wireName) {
    this.wireName = wireName;
  }

  /// The name in a header field, and of the [java.security.MessageDigest].
  public String wireName() {
    return wireName;
  }

  /// MD5 when none is named (RFC 7616 §3.4); `null` for one that was not offered.
  static @Nullable Algorithm of(@Nullable String name) {
    if (name == null) {
      return MD5;
    }
    for (Algorithm algorithm : values()) {
      if (algorithm.wireName.equalsIgnoreCase(name)) {
        return algorithm;
      }
    }
    return null;
  }

  byte[] of(Ha1 ha1) {
    return this == MD5 ? ha1.md5() : ha1.sha256();
  }
}
