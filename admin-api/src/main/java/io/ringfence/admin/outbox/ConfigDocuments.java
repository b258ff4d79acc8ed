package io.ringfence.admin.outbox;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.Tuple;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/// One kind of document on topic `config`, as its table has it.
public interface ConfigDocuments {
  /// A document and its key.
  record Document(String key, long version, Object body) {}

  /// What keys of this kind begin with.
  String keyPrefix();

  /// SQL that selects key and version of all of them: there may be more documents than fit into
  /// memory.
  String versions();

  /// A document as its table has it, `null` when there is none.
  Uni<@Nullable Document> document(Mutiny.Session session, String key);

  /// Key and version of all documents of these kinds, those of the first kind first.
  static Uni<Map<String, Long>> versions(
      Mutiny.Session session, List<? extends ConfigDocuments> kinds) {
    return Multi.createFrom()
        .iterable(kinds)
        .onItem()
        .transformToUniAndConcatenate(
            kind -> session.createNativeQuery(kind.versions(), Tuple.class).getResultList())
        .collect()
        .in(
            LinkedHashMap::new,
            (versions, rows) ->
                rows.forEach(
                    row -> versions.put(row.get(0, String.class), row.get(1, Long.class))));
  }

  /// Gives a document this version and returns it, for a topic that is ahead of the table.
  Uni<Document> reversion(Mutiny.Session session, String key, long version);
}
