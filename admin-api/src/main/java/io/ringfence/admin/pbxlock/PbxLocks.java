package io.ringfence.admin.pbxlock;

import io.ringfence.admin.outbox.ConfigDocuments;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.PbxLock;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/// The lock's row.
@ApplicationScoped
class PbxLocks implements ConfigDocuments {
  Uni<PbxLockRow> row(Mutiny.Session session) {
    return session.find(PbxLockRow.class, PbxLockRow.ID);
  }

  @Override
  public String keyPrefix() {
    return ConfigKey.PBX_LOCK;
  }

  @Override
  public String versions() {
    return "select '" + ConfigKey.PBX_LOCK + "', version from pbx_lock";
  }

  @Override
  public Uni<@Nullable Document> document(Mutiny.Session session, String key) {
    return row(session).map(row -> document(row.lock()));
  }

  @Override
  public Uni<Document> reversion(Mutiny.Session session, String key, long version) {
    return row(session).invoke(row -> row.version = version).map(row -> document(row.lock()));
  }

  private static Document document(PbxLock lock) {
    return new Document(ConfigKey.PBX_LOCK, lock.version(), lock);
  }
}
