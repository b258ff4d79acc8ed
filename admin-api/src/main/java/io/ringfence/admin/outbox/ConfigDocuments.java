package io.ringfence.admin.outbox;

import io.smallrye.mutiny.Uni;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/// One kind of document on topic `config`, as its table has it.
public interface ConfigDocuments {
  /// A document and its key.
  record Document(String key, long version, Object body) {}

  /// What keys of this kind begin with.
  String keyPrefix();

  Uni<List<Document>> current(Mutiny.Session session);

  /// Gives a document the next version and returns it, for a topic that is ahead of the table.
  Uni<Document> reversion(Change change, String key);
}
