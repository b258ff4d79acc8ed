package io.ringfence.admin.accounts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringfence.admin.access.GeneratedPassword;
import io.ringfence.admin.installation.InstallationSettings;
import io.ringfence.admin.outbox.Change;
import io.ringfence.admin.problem.ProblemException;
import io.ringfence.admin.request.Edit;
import io.ringfence.admin.request.EntityTag;
import io.ringfence.contracts.config.ConfigKey;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Making, changing and deleting accounts, and giving them passwords.
@ApplicationScoped
class AccountChanges {
  private final Accounts accounts;
  private final Edit edit;
  private final FormerSecrets formerSecrets;
  private final InstallationSettings installation;

  AccountChanges(
      Accounts accounts,
      Edit edit,
      FormerSecrets formerSecrets,
      InstallationSettings installation) {
    this.accounts = accounts;
    this.edit = edit;
    this.formerSecrets = formerSecrets;
    this.installation = installation;
  }

  /// An account made, and its password when it was generated.
  record Created(AccountRow row, @Nullable String generated) {}

  Uni<Created> create(Change change, NewAccount asked) {
    var view = asked.view();
    AccountRules.validate(view, asked.password());
    String number = Objects.requireNonNull(asked.number());
    String generated = asked.password() == null ? GeneratedPassword.next() : null;
    String password = generated == null ? Objects.requireNonNull(asked.password()) : generated;
    return change
        .session()
        .find(AccountRow.class, number)
        .invoke(
            existing -> {
              if (existing != null) {
                throw ProblemException.conflict("there is an account '" + number + "' already");
              }
            })
        .chain(change::nextVersion)
        .chain(
            version -> {
              var row = new AccountRow();
              row.number = number;
              row.version = version;
              row.createdAt = change.now();
              row.registrationsValidSince = change.now();
              row.take(view, change.now());
              row.take(secret(number, password));
              return change
                  .session()
                  .persist(row)
                  .chain(() -> publish(change, row))
                  .chain(() -> change.audit("create", object(number), null, row.view()))
                  .replaceWith(new Created(row, generated));
            });
  }

  Uni<AccountRow> put(
      Change change, String number, @Nullable ObjectNode body, @Nullable String ifMatch) {
    return accounts
        .row(change.session(), number)
        .chain(
            row -> {
              EntityTag.requireMatch(ifMatch, row.version);
              var before = row.view();
              var asked = edit.merge(before, body, AccountView.class);
              if (!number.equals(asked.number())) {
                throw ProblemException.invalid("number", "cannot be changed");
              }
              AccountRules.validate(asked, null);
              return change
                  .nextVersion()
                  .chain(
                      version -> {
                        row.version = version;
                        row.take(asked, change.now());
                        return publish(change, row);
                      })
                  .chain(() -> change.audit("update", object(number), before, row.view()))
                  .replaceWith(row);
            });
  }

  Uni<PasswordChange.Done> password(Change change, String number, PasswordChange asked) {
    AccountRules.validatePassword(number, asked.password());
    String password = asked.password() == null ? GeneratedPassword.next() : asked.password();
    return accounts
        .row(change.session(), number)
        .chain(
            row ->
                formerSecrets
                    .keep(change, row)
                    .chain(change::nextVersion)
                    .chain(
                        version -> {
                          row.version = version;
                          row.take(secret(number, password));
                          if (!Boolean.TRUE.equals(asked.keepRegistrations())) {
                            row.registrationsValidSince = change.now();
                          }
                          return publish(change, row);
                        })
                    .chain(() -> change.audit("password", object(number), null, null)))
        .replaceWith(new PasswordChange.Done(number, password));
  }

  Uni<Void> delete(Change change, String number, @Nullable String ifMatch) {
    return accounts
        .row(change.session(), number)
        .chain(
            row -> {
              EntityTag.requireMatch(ifMatch, row.version);
              return change
                  .session()
                  .remove(row)
                  .chain(() -> change.retract(ConfigKey.ACCOUNT + number))
                  .chain(() -> change.audit("delete", object(number), row.view(), null));
            });
  }

  private DigestSecret secret(String number, String password) {
    return DigestSecret.of(installation.masterKey(), number, installation.sipDomain(), password);
  }

  static Uni<Void> publish(Change change, AccountRow row) {
    return change.publish(ConfigKey.ACCOUNT + row.number, row.document());
  }

  static String object(String number) {
    return "account " + number;
  }
}
