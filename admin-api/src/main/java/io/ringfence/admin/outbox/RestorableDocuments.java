package io.ringfence.admin.outbox;

import io.smallrye.mutiny.Uni;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/// Documents that can be given back what they were. Those of the firewall.
public interface RestorableDocuments extends ConfigDocuments {
  /// All of this kind.
  Uni<List<Document>> current(Mutiny.Session session);

  /// Makes the table's row what the document says, and publishes it with a new version.
  ///
  /// @param document as it was published, `null` when there was none
  Uni<Void> restore(Change change, String key, byte @Nullable [] document);

  /// Those among the kinds that this key is of.
  static RestorableDocuments ofKey(List<RestorableDocuments> kinds, String key) {
    return kinds.stream()
        .filter(kind -> key.startsWith(kind.keyPrefix()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("nobody keeps " + key));
  }
}
