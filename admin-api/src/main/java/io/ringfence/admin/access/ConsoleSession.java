package io.ringfence.admin.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A session that a request was let in by.
///
/// @param formToken what a change has to show, see [SessionKey#formToken]
public record ConsoleSession(UUID id, String formToken) {
  /// The attribute of the identity.
  public static final String ATTRIBUTE = "ringfence.console.session";

  public boolean made(@Nullable String shown) {
    return shown != null
        && MessageDigest.isEqual(
            shown.getBytes(StandardCharsets.UTF_8), formToken.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "ConsoleSession[" + id + "]";
  }
}
