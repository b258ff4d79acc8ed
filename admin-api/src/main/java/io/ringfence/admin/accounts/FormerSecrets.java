package io.ringfence.admin.accounts;

import io.quarkus.runtime.Startup;
import io.quarkus.vertx.VertxContextSupport;
import io.ringfence.admin.audit.Actor;
import io.ringfence.admin.installation.InstallationSettings;
import io.ringfence.admin.installation.Schema;
import io.ringfence.admin.outbox.Change;
import io.ringfence.admin.outbox.Changes;
import io.ringfence.admin.problem.Unavailable;
import io.ringfence.contracts.config.SipAccount;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.time.Duration;
import org.jboss.logging.Logger;

/// The passwords that accounts had before, in `sip_account_former_secret`: sip-edge tells by them a
/// phone that has an old one from an attacker. They are deleted when their time is over.
@ApplicationScoped
@Startup
class FormerSecrets {
  private static final Logger LOG = Logger.getLogger(FormerSecrets.class);
  private static final Actor SELF = new Actor("ringfence", null);
  private static final Duration KEPT = Duration.ofDays(30);
  private static final Duration EVERY = Duration.ofHours(1);

  private final Changes changes;
  private final InstallationSettings installation;
  private final Schema schema;
  private final Thread thread;

  FormerSecrets(Changes changes, InstallationSettings installation, Schema schema) {
    this.changes = changes;
    this.installation = installation;
    this.schema = schema;
    this.thread = Thread.ofVirtual().name("former-secrets").start(this::run);
  }

  /// Keeps the secret that the account is about to lose. One that cannot be opened is let go: it
  /// let nobody in.
  Uni<Void> keep(Change change, AccountRow row) {
    DigestSecret secret;
    try {
      secret = DigestSecret.former(installation.masterKey(), row);
    } catch (GeneralSecurityException e) {
      LOG.warnf("the secret of account %s was not sealed with this key; not kept", row.number);
      return Uni.createFrom().voidItem();
    }
    return change
        .session()
        .createNativeQuery(
            "insert into sip_account_former_secret"
                + " (number, until, ha1_md5, ha1_sha256, ha1_sha512_256)"
                + " values (:number, :until, :md5, :sha256, :sha512)"
                + " on conflict (number, until) do nothing")
        .setParameter("number", row.number)
        .setParameter("until", change.now().plus(KEPT))
        .setParameter("md5", secret.md5())
        .setParameter("sha256", secret.sha256())
        .setParameter("sha512", secret.sha512Slash256())
        .executeUpdate()
        .chain(() -> deleteBeyondTheLatest(change, row.number))
        .chain(() -> deleteOver(change))
        .replaceWithVoid();
  }

  private static Uni<Integer> deleteBeyondTheLatest(Change change, String number) {
    return change
        .session()
        .createNativeQuery(
            "delete from sip_account_former_secret where number = :number and until not in"
                + " (select until from sip_account_former_secret where number = :number"
                + " order by until desc limit :latest)")
        .setParameter("number", number)
        .setParameter("latest", SipAccount.MAX_FORMER_PASSWORDS)
        .executeUpdate();
  }

  private static Uni<Integer> deleteOver(Change change) {
    return change
        .session()
        .createNativeQuery("delete from sip_account_former_secret where until <= :now")
        .setParameter("now", change.now())
        .executeUpdate();
  }

  /// Deletes what is over; that it comes late does no harm, sip-edge looks at the time itself.
  void sweep() {
    try {
      int deleted =
          VertxContextSupport.subscribeAndAwait(
              () -> changes.commit(SELF, FormerSecrets::deleteOver));
      LOG.debugf("%d former passwords are over", deleted);
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private void run() {
    schema.migrated().join();
    while (!Thread.currentThread().isInterrupted()) {
      try {
        sweep();
      } catch (RuntimeException e) {
        LOG.warnf("former passwords: %s", Unavailable.reason(e));
      }
      try {
        Thread.sleep(EVERY);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @PreDestroy
  void stop() {
    thread.interrupt();
  }
}
