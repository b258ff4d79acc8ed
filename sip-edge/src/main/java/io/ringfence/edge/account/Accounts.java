package io.ringfence.edge.account;

import io.ringfence.contracts.config.SipAccount;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Every account, kept equal to table `sip_account` with the help of the documents
/// `account/<number>`: a document of a newer version than the row in memory asks for the row again.
/// What a document says itself (enabled, locked) is in force at once; until the row has been read
/// the old password is, and should the row prove unreadable, none.
///
/// Reading is lock-free and for any thread; changes exclude one another.
public final class Accounts {

  /// What is known about a number.
  public sealed interface Lookup {}

  /// It exists.
  public record Known(Account account) implements Lookup {}

  /// It does not exist.
  public record Unknown() implements Lookup {}

  /// It cannot be said now.
  public record Unavailable() implements Lookup {}

  private static final Unknown UNKNOWN = new Unknown();
  private static final Unavailable UNAVAILABLE = new Unavailable();

  private final Map<String, Account> accounts = new ConcurrentHashMap<>();
  private final Set<String> unreadable = ConcurrentHashMap.newKeySet();
  private final Set<String> withoutSha512Slash256 = ConcurrentHashMap.newKeySet();
  private final Map<String, SipAccount> documents = new HashMap<>();
  private final Set<String> removed = new HashSet<>();
  private volatile boolean loaded;

  public Lookup find(String number) {
    if (!loaded || (!unreadable.isEmpty() && unreadable.contains(number))) {
      return UNAVAILABLE;
    }
    var account = accounts.get(number);
    return account == null ? UNKNOWN : new Known(account);
  }

  public boolean isLoaded() {
    return loaded;
  }

  public int size() {
    return accounts.size();
  }

  /// How many accounts have no HA1 of SHA-512-256: their passwords were set before it was kept.
  public int withoutSha512Slash256() {
    return withoutSha512Slash256.size();
  }

  private void note(Account account) {
    if (account.ha1().sha512Slash256() == null) {
      withoutSha512Slash256.add(account.number());
    } else {
      withoutSha512Slash256.remove(account.number());
    }
  }

  /// The whole table has been read.
  ///
  /// @return the numbers whose rows have changed since
  public synchronized Set<String> loaded(Collection<Account> rows) {
    rows.forEach(this::note);
    rows.forEach(row -> accounts.put(row.number(), row));
    var again = new HashSet<>(removed);
    for (var document : documents.values()) {
      if (isNewer(document)) {
        again.add(document.number());
      }
    }
    removed.clear();
    documents.clear();
    loaded = true;
    return again;
  }

  /// A document has arrived.
  ///
  /// @return whether its row must be read
  public synchronized boolean announced(SipAccount document) {
    if (!loaded) {
      documents.put(document.number(), document);
      return false;
    }
    if (!isNewer(document)) {
      return false;
    }
    accounts.computeIfPresent(document.number(), (number, account) -> account.with(document));
    return true;
  }

  private boolean isNewer(SipAccount document) {
    var account = accounts.get(document.number());
    return account == null || account.version() < document.version();
  }

  /// A document was deleted, and the account with it.
  public synchronized void removed(String number) {
    if (!loaded) {
      removed.add(number);
      documents.remove(number);
    }
    forget(number);
  }

  private void forget(String number) {
    accounts.remove(number);
    unreadable.remove(number);
    withoutSha512Slash256.remove(number);
  }

  /// A row has been read again. Rows of an older version than the one in memory are passed over.
  public synchronized void read(Account row) {
    var kept =
        accounts.merge(row.number(), row, (old, now) -> now.version() >= old.version() ? now : old);
    note(kept);
    unreadable.remove(row.number());
  }

  /// A row was looked for and is not there.
  public synchronized void missing(String number) {
    forget(number);
  }

  /// A row that has changed cannot be read.
  public synchronized void unreadable(String number) {
    unreadable.add(number);
  }
}
