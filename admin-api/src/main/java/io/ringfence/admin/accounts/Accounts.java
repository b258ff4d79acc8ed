package io.ringfence.admin.accounts;

import io.ringfence.admin.outbox.ConfigDocuments;
import io.ringfence.admin.problem.ProblemException;
import io.ringfence.contracts.config.ConfigKey;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/// The accounts' rows.
@ApplicationScoped
class Accounts implements ConfigDocuments {
  /// @throws ProblemException 404 when there is none
  Uni<AccountRow> row(Mutiny.Session session, String number) {
    return session
        .find(AccountRow.class, number)
        .onItem()
        .ifNull()
        .failWith(() -> ProblemException.notFound("there is no account '" + number + "'"));
  }

  Uni<List<AccountRow>> after(Mutiny.Session session, @Nullable String number, int count) {
    return session
        .createSelectionQuery(
            "from AccountRow a where a.number > :after order by a.number", AccountRow.class)
        .setParameter("after", number == null ? "" : number)
        .setMaxResults(count)
        .getResultList();
  }

  @Override
  public String keyPrefix() {
    return ConfigKey.ACCOUNT;
  }

  @Override
  public String versions() {
    return "select '" + ConfigKey.ACCOUNT + "' || number, version from sip_account";
  }

  @Override
  public Uni<@Nullable Document> document(Mutiny.Session session, String key) {
    return session
        .find(AccountRow.class, key.substring(ConfigKey.ACCOUNT.length()))
        .map(row -> row == null ? null : document(row));
  }

  @Override
  public Uni<Document> reversion(Mutiny.Session session, String key, long version) {
    return row(session, key.substring(ConfigKey.ACCOUNT.length()))
        .invoke(row -> row.version = version)
        .map(Accounts::document);
  }

  private static Document document(AccountRow row) {
    return new Document(ConfigKey.ACCOUNT + row.number, row.version, row.document());
  }
}
