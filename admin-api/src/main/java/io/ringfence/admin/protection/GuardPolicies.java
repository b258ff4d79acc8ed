package io.ringfence.admin.protection;

import io.ringfence.admin.outbox.Change;
import io.ringfence.admin.outbox.ConfigDocuments;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.GuardPolicy;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/// The policy's row.
@ApplicationScoped
class GuardPolicies implements ConfigDocuments {
  Uni<GuardPolicyRow> row(Mutiny.Session session) {
    return session.find(GuardPolicyRow.class, GuardPolicyRow.ID);
  }

  @Override
  public String keyPrefix() {
    return ConfigKey.GUARD_POLICY;
  }

  @Override
  public Uni<List<Document>> current(Mutiny.Session session) {
    return row(session).map(row -> List.of(document(row.policy())));
  }

  @Override
  public Uni<Document> reversion(Change change, String key) {
    return row(change.session())
        .chain(
            row ->
                change
                    .nextVersion()
                    .map(
                        version -> {
                          row.version = version;
                          return document(row.policy());
                        }));
  }

  private static Document document(GuardPolicy policy) {
    return new Document(ConfigKey.GUARD_POLICY, policy.version(), policy);
  }
}
