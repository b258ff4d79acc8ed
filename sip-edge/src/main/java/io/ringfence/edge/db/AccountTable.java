package io.ringfence.edge.db;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.ringfence.contracts.config.SipAccount;
import io.ringfence.edge.Core;
import io.ringfence.edge.Node;
import io.ringfence.edge.Readiness.Need;
import io.ringfence.edge.account.Account;
import io.ringfence.edge.account.Accounts;
import io.ringfence.edge.account.FormerPassword;
import io.ringfence.edge.account.Ha1;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Reads `sip_account` and the former secrets: all at the start, single rows when they change. A
/// PostgreSQL that is away is waited for; nobody else is.
@Singleton
public class AccountTable {

  private static final Logger LOG = Logger.getLogger(AccountTable.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int PAGE = 1_000;

  private static final String COLUMNS =
      "SELECT number, version, enabled, locked, ha1_md5, ha1_sha256, ha1_sha512_256,"
          + " registrations_valid_since, "
          + former("until")
          + ", "
          + former("ha1_md5")
          + ", "
          + former("ha1_sha256")
          + ", "
          + former("ha1_sha512_256")
          + " FROM sip_account a";
  private static final String PAGED =
      COLUMNS + " WHERE number COLLATE \"C\" > $1 ORDER BY number COLLATE \"C\" LIMIT " + PAGE;
  private static final String SOME = COLUMNS + " WHERE number = ANY($1)";

  /// A column of the account's former passwords, the latest first: in one statement with the
  /// account's row, so that they are of one moment.
  private static String former(String column) {
    return ("ARRAY(SELECT f.%1$s FROM sip_account_former_secret f"
            + " WHERE f.number = a.number AND f.until > now()"
            + " ORDER BY f.until DESC LIMIT %2$d) AS former_%1$s")
        .formatted(column, SipAccount.MAX_FORMER_PASSWORDS);
  }

  private final Pool pool;
  private final Core core;
  private final Node node;
  private final Accounts accounts;
  private final Set<String> waiting = new LinkedHashSet<>();
  private final Thread thread = Thread.ofPlatform().daemon().name("accounts").unstarted(this::run);

  AccountTable(Pool pool, Core core, Node node) {
    this.pool = pool;
    this.core = core;
    this.node = node;
    this.accounts = core.accounts();
  }

  void start(@Observes StartupEvent event) {
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) {
    thread.interrupt();
  }

  /// Asks for a row that has changed; it is in force a moment later.
  public void readAgain(String number) {
    synchronized (waiting) {
      waiting.add(number);
      waiting.notifyAll();
    }
  }

  private void run() {
    try {
      load();
      while (!Thread.interrupted()) {
        var numbers = taken();
        try {
          read(numbers);
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
          numbers.forEach(accounts::unreadable);
          numbers.forEach(this::readAgain);
          problem(e);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("no more accounts");
    }
  }

  private void problem(Exception e) throws InterruptedException {
    if (e instanceof RuntimeException) {
      LOG.error("accounts cannot be read, trying again", e);
      Thread.sleep(RETRY);
      return;
    }
    var cause = e.getCause() == null ? e : e.getCause();
    LOG.warnf("accounts cannot be read from PostgreSQL, trying again: %s", cause.getMessage());
    Thread.sleep(RETRY);
  }

  private Set<String> taken() throws InterruptedException {
    synchronized (waiting) {
      while (waiting.isEmpty()) {
        waiting.wait();
      }
      var numbers = new HashSet<String>();
      var some = waiting.iterator();
      while (some.hasNext() && numbers.size() < PAGE) {
        numbers.add(some.next());
        some.remove();
      }
      return numbers;
    }
  }

  private void load() throws InterruptedException {
    while (!accounts.isLoaded()) {
      try {
        accounts.loaded(all()).forEach(this::readAgain);
        LOG.infof("%d accounts", accounts.size());
        core.reconcile();
        core.readiness().met(Need.ACCOUNTS);
      } catch (ExecutionException | TimeoutException | RuntimeException e) {
        problem(e);
      }
    }
  }

  private List<Account> all() throws InterruptedException, ExecutionException, TimeoutException {
    var all = new ArrayList<Account>();
    String after = "";
    List<Row> page;
    do {
      page = query(PAGED, Tuple.of(after));
      for (Row row : page) {
        after = row.getString("number");
        open(row, all);
      }
    } while (page.size() == PAGE);
    return all;
  }

  private void read(Set<String> numbers)
      throws InterruptedException, ExecutionException, TimeoutException {
    var missing = new HashSet<>(numbers);
    var found = new ArrayList<Account>();
    for (Row row : query(SOME, Tuple.of(numbers.toArray(String[]::new)))) {
      missing.remove(row.getString("number"));
      open(row, found);
    }
    found.forEach(accounts::read);
    missing.forEach(accounts::missing);
  }

  private List<Row> query(String sql, Tuple arguments)
      throws InterruptedException, ExecutionException, TimeoutException {
    var rows = new ArrayList<Row>();
    pool.preparedQuery(sql)
        .execute(arguments)
        .toCompletionStage()
        .toCompletableFuture()
        .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .forEach(rows::add);
    return rows;
  }

  private void open(Row row, List<Account> into) {
    String number = row.getString("number");
    try {
      into.add(account(number, row));
    } catch (GeneralSecurityException e) {
      accounts.unreadable(number);
      LOG.errorf(
          "the secret of account %s was not sealed with this RINGFENCE_SECRET_KEY; it cannot log in",
          number);
    }
  }

  private Account account(String number, Row row) throws GeneralSecurityException {
    return new Account(
        number,
        row.getLong("version"),
        row.getBoolean("enabled"),
        row.getBoolean("locked"),
        ha1(
            number,
            row.getBuffer("ha1_md5"),
            row.getBuffer("ha1_sha256"),
            row.getBuffer("ha1_sha512_256")),
        row.getOffsetDateTime("registrations_valid_since").toInstant(),
        formerPasswords(number, row));
  }

  private Ha1 ha1(String context, Buffer md5, Buffer sha256, @Nullable Buffer sha512Slash256)
      throws GeneralSecurityException {
    return Ha1.open(
        node.masterKey(),
        context,
        md5.getBytes(),
        sha256.getBytes(),
        sha512Slash256 == null ? null : sha512Slash256.getBytes());
  }

  /// One that cannot be opened is left out: it is of no use, and nothing depends on it.
  private List<FormerPassword> formerPasswords(String number, Row row) {
    var untils = row.getArrayOfOffsetDateTimes("former_until");
    var md5s = row.getArrayOfBuffers("former_ha1_md5");
    var sha256s = row.getArrayOfBuffers("former_ha1_sha256");
    var sha512Slash256s = row.getArrayOfBuffers("former_ha1_sha512_256");
    var passwords = new ArrayList<FormerPassword>(untils.length);
    for (int i = 0; i < untils.length; i++) {
      try {
        var ha1 = ha1(number + "/former", md5s[i], sha256s[i], sha512Slash256s[i]);
        passwords.add(new FormerPassword(ha1, untils[i].toInstant()));
      } catch (GeneralSecurityException e) {
        LOG.warnf(
            "a former secret of account %s was not sealed with this RINGFENCE_SECRET_KEY", number);
      }
    }
    return passwords;
  }
}
