package io.ringfence.edge.digest;

import io.ringfence.edge.account.Ha1;
import org.jspecify.annotations.Nullable;

/// The algorithms there are, strongest first (RFC 8760 §2.3).
public enum Algorithm {
  SHA_512_256("SHA-512-256", "SHA-512/256"),
  SHA_256("SHA-256", "SHA-256"),
  MD5("MD5", "MD5");

  private final String wireName;
  private final String digestName;

  Algorithm(String wireName, String digestName) {
    this.wireName = wireName;
    this.digestName = digestName;
  }

  /// The name in a header field.
  public String wireName() {
    return wireName;
  }

  /// The name of the [java.security.MessageDigest].
  public String digestName() {
    return digestName;
  }

  /// MD5 when none is named (RFC 7616 §3.4); `null` for one that is not known.
  public static @Nullable Algorithm of(@Nullable String name) {
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

  /// `null` when the account's password was set before this algorithm was there.
  byte @Nullable [] of(Ha1 ha1) {
    return switch (this) {
      case SHA_512_256 -> ha1.sha512Slash256();
      case SHA_256 -> ha1.sha256();
      case MD5 -> ha1.md5();
    };
  }
}
