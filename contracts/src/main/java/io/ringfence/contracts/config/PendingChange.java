package io.ringfence.contracts.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfence.contracts.bus.Json;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A change that takes itself back unless somebody confirms it in time, document `change/pending`.
/// There is one at a time. It is published before the documents that it is about, so whoever has
/// these can take them back alone; confirming it deletes it.
///
/// @param confirmBy when what was before is in force again
/// @param before what the changed documents were
public record PendingChange(long version, UUID id, Instant confirmBy, List<Before> before) {

  /// A document as it was before the change.
  ///
  /// @param document `null` when there was none
  public record Before(String key, @Nullable JsonNode document) {

    public Before {
      if (key == null || key.equals(ConfigKey.PENDING_CHANGE)) {
        throw new IllegalArgumentException("a pending change is about other documents");
      }
      document = document == null || document.isNull() ? null : document;
    }

    public static Before of(String key, @Nullable Object document) {
      return new Before(key, document == null ? null : Json.tree(document));
    }

    public byte @Nullable [] json() {
      return document == null ? null : Json.write(document);
    }
  }

  public PendingChange {
    if (id == null || confirmBy == null || before == null) {
      throw new IllegalArgumentException("a pending change has an id, confirmBy and before");
    }
    before = List.copyOf(before);
  }
}
