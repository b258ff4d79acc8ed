package io.ringfence.guard.feed;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came of asking for a feed.
sealed interface Fetched {

  /// The list.
  ///
  /// @param etag and `lastModified`, to ask with the next time whether it is still the same
  record Content(List<String> lines, @Nullable String etag, @Nullable String lastModified)
      implements Fetched {}

  /// It is the same as before.
  record Unchanged() implements Fetched {}

  /// It could not be had, and why.
  record Failed(String reason) implements Fetched {}
}
