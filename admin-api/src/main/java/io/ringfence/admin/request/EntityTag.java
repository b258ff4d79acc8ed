package io.ringfence.admin.request;

import io.ringfence.admin.problem.ProblemException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A document's version as a strong entity tag (RFC 9110 §8.8.3).
public final class EntityTag {
  private EntityTag() {}

  public static String of(long version) {
    return "\"" + version + "\"";
  }

  /// @throws ProblemException 412 when the header names other versions (RFC 9110 §13.1.1)
  public static void requireMatch(@Nullable String ifMatch, long version) {
    if (ifMatch == null || ifMatch.strip().equals("*")) {
      return;
    }
    boolean matches =
        Arrays.stream(ifMatch.split(",", -1)).map(String::strip).anyMatch(of(version)::equals);
    if (!matches) {
      throw ProblemException.of(412, "it was changed meanwhile: its version is now " + of(version));
    }
  }
}
