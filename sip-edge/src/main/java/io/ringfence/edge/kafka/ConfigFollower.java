package io.ringfence.edge.kafka;

import io.ringfence.contracts.bus.CompactedTopic;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.SipAccount;
import io.ringfence.edge.Core;
import io.ringfence.edge.admission.Rules;
import io.ringfence.edge.db.AccountTable;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Puts the configuration in force as its documents arrive.
@Singleton
public class ConfigFollower implements CompactedTopic.Handler {

  private final Core core;
  private final AccountTable accountTable;
  private final EnforcementReporter reporter;
  private final InstantSource clock;
  private final Bus bus;
  private volatile Configuration configuration = Configuration.INITIAL;
  private volatile long accountVersion;
  private boolean changed;

  ConfigFollower(
      Core core,
      AccountTable accountTable,
      EnforcementReporter reporter,
      InstantSource clock,
      Bus bus) {
    this.core = core;
    this.accountTable = accountTable;
    this.reporter = reporter;
    this.clock = clock;
    this.bus = bus;
  }

  @Override
  public void accept(String key, byte @Nullable [] value) {
    if (key.startsWith(ConfigKey.ACCOUNT)) {
      account(key.substring(ConfigKey.ACCOUNT.length()), value);
    } else {
      configuration = configuration.with(key, value);
      changed = true;
    }
  }

  private void account(String number, byte @Nullable [] value) {
    if (value == null) {
      core.accounts().removed(number);
      // Comes after a read under way, which may still find the row.
      accountTable.readAgain(number);
      core.registrar().dropAll(number);
      return;
    }
    var document = Json.read(value, SipAccount.class);
    accountVersion = Math.max(accountVersion, document.version());
    if (core.accounts().announced(document)) {
      accountTable.readAgain(document.number());
    }
    core.registrar().dropBefore(document.number(), document.registrationsValidSince());
  }

  @Override
  public void batchEnded() {
    if (changed) {
      changed = false;
      refresh();
      reporter.changed(configuration);
    }
  }

  /// Puts the rules of this moment in force. By one thread at a time, so that no older ones
  /// overwrite newer.
  synchronized void refresh() {
    boolean wasEnabled = core.admission().policy().enabled();
    core.admission().rules(Rules.of(configuration, clock.instant()));
    if (wasEnabled && !core.admission().policy().enabled()) {
      core.onEach(worker -> worker.fuse().clear());
    }
  }

  Configuration configuration() {
    return configuration;
  }

  /// The newest version of any account's document.
  long accountVersion() {
    return accountVersion;
  }

  @Override
  public void refused(ConsumerRecord<String, byte[]> record, IllegalArgumentException reason) {
    bus.countRefused(record);
  }
}
