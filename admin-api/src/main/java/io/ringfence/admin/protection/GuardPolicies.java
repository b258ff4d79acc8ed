package io.ringfence.admin.protection;

import io.ringfence.admin.outbox.Change;
import io.ringfence.admin.outbox.RestorableDocuments;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.GuardPolicy;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/// The policy's row.
@ApplicationScoped
class GuardPolicies implements RestorableDocuments {
  Uni<GuardPolicyRow> row(Mutiny.Session session) {
    return session.find(GuardPolicyRow.class, GuardPolicyRow.ID);
  }

  @Override
  public String keyPrefix() {
    return ConfigKey.GUARD_POLICY;
  }

  @Override
  public String versions() {
    return "select '" + ConfigKey.GUARD_POLICY + "', version from guard_policy";
  }

  @Override
  public Uni<List<Document>> current(Mutiny.Session session) {
    return row(session).map(row -> List.of(document(row.policy())));
  }

  @Override
  public Uni<@Nullable Document> document(Mutiny.Session session, String key) {
    return row(session).map(row -> document(row.policy()));
  }

  @Override
  public Uni<Document> reversion(Mutiny.Session session, String key, long version) {
    return row(session).invoke(row -> row.version = version).map(row -> document(row.policy()));
  }

  /// There always is one.
  @Override
  public Uni<Void> restore(Change change, String key, byte @Nullable [] document) {
    var before = Json.read(Objects.requireNonNull(document), GuardPolicy.class);
    return row(change.session())
        .chain(
            row ->
                change
                    .nextVersion()
                    .chain(
                        version -> {
                          row.take(before);
                          row.version = version;
                          return change.publish(key, row.policy());
                        }));
  }

  private static Document document(GuardPolicy policy) {
    return new Document(ConfigKey.GUARD_POLICY, policy.version(), policy);
  }
}
