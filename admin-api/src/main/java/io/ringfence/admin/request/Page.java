package io.ringfence.admin.request;

import io.ringfence.admin.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A part of a list.
///
/// @param nextCursor where the next part begins, `null` at the end
public record Page<T>(List<T> items, @Nullable String nextCursor) {
  public static final int DEFAULT_LIMIT = 100;
  public static final int MAX_LIMIT = 500;

  /// A page of what was read, which is one more than asked for when there is more.
  public static <R, T> Page<T> of(
      List<R> read, int limit, Function<R, String> key, Function<R, T> view) {
    boolean more = read.size() > limit;
    return of(more ? read.subList(0, limit) : read, more, key, view);
  }

  /// A page of exactly what was read.
  ///
  /// @param more whether there is more after it
  public static <R, T> Page<T> of(
      List<R> shown, boolean more, Function<R, String> key, Function<R, T> view) {
    return new Page<>(
        shown.stream().map(view).toList(), more ? encode(key.apply(shown.getLast())) : null);
  }

  public static <T> Page<T> whole(List<T> items) {
    return new Page<>(List.copyOf(items), null);
  }

  /// @throws ProblemException 400 when it is not 1 to [#MAX_LIMIT]
  public static int limit(@Nullable Integer asked) {
    if (asked == null) {
      return DEFAULT_LIMIT;
    }
    if (asked < 1 || asked > MAX_LIMIT) {
      throw ProblemException.invalid("limit", "must be 1 to " + MAX_LIMIT);
    }
    return asked;
  }

  private static String encode(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }

  /// The key after which the page begins.
  public static @Nullable String after(@Nullable String cursor) {
    if (cursor == null || cursor.isEmpty()) {
      return null;
    }
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw badCursor();
    }
  }

  public static ProblemException badCursor() {
    return ProblemException.invalid("cursor", "is not one that this list gave");
  }
}
