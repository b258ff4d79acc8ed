package io.ringfence.guard.kafka;

import io.ringfence.contracts.bus.CompactedTopic;
import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.Trunks;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.CallEvent;
import io.ringfence.contracts.net.IpRangeSet;
import io.ringfence.guard.bus.RegisteredTrunks;
import io.ringfence.guard.detect.Situation;
import io.ringfence.guard.detect.Trust;
import io.ringfence.guard.toll.TollCall;
import io.ringfence.guard.toll.TollSituation;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// The configuration in force, as it is followed on topic `config`. Read by all stream threads
/// without waiting.
final class Policies implements CompactedTopic.Handler {

  /// One state of the configuration with what follows from it.
  ///
  /// @param revision grows with each
  /// @param effective without a change that nobody has confirmed in time
  /// @param validUntil when it changes by itself: a group's membership ends, or a change that was
  ///     not confirmed; `null` for never
  private record Snapshot(
      long revision,
      Configuration published,
      Configuration effective,
      IpRangeSet trusted,
      @Nullable Instant validUntil) {

    static Snapshot of(long revision, Configuration published, Instant now) {
      var effective = published.effective(now);
      return new Snapshot(
          revision, published, effective, effective.trusted(now), effective.nextExpiry(now));
    }

    Snapshot next(Configuration next, Instant now) {
      return of(revision + 1, next, now);
    }

    boolean holds(Instant now) {
      return validUntil == null || now.isBefore(validUntil);
    }
  }

  private final InstantSource clock;
  private final Unlocks unlocks = new Unlocks();
  private final RegisteredTrunks trunks = new RegisteredTrunks(this::trunks);
  private Configuration read = Configuration.INITIAL;
  private volatile Snapshot snapshot = Snapshot.of(0, Configuration.INITIAL, Instant.EPOCH);

  Policies(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public void accept(String key, byte @Nullable [] value) {
    unlocks.accept(key, value);
    read = read.with(key, value);
  }

  @Override
  public synchronized void batchEnded() {
    if (!read.equals(snapshot.published())) {
      snapshot = snapshot.next(read, clock.instant());
    }
  }

  private Trunks trunks() {
    return current(clock.instant()).effective().policy().trunks();
  }

  /// Takes what topic `registrations` tells, once the configuration is known.
  CompactedTopic.Handler registrations() {
    return trunks;
  }

  Situation situation(BlockTarget target, Instant now) {
    var current = current(now);
    return new Situation(
        current.effective().policy(), Trust.covers(current.trusted(), target), now);
  }

  /// The call if it costs, or `null`.
  @Nullable TollCall toll(CallEvent event, Instant now) {
    var current = current(now);
    boolean isTrusted =
        current.trusted().contains(event.source()) || trunks.sources(now).contains(event.source());
    return TollCall.of(event, current.effective().policy().toll(), isTrusted, now);
  }

  /// For the count of this account's calls, or of all.
  TollSituation toll(@Nullable String account, TollSituation.Bounds bounds, Instant now) {
    var configuration = current(now).effective();
    var unlockedAt = account == null ? configuration.pbxLock().unlockedAt() : unlocks.of(account);
    return TollSituation.of(configuration.policy(), account, unlockedAt, bounds, now);
  }

  /// Another number whenever something has changed.
  long revision(Instant now) {
    return current(now).revision();
  }

  long policyVersion() {
    return current(clock.instant()).effective().policy().version();
  }

  private Snapshot current(Instant now) {
    var current = snapshot;
    return current.holds(now) ? current : renewed(now);
  }

  private synchronized Snapshot renewed(Instant now) {
    if (!snapshot.holds(now)) {
      snapshot = snapshot.next(snapshot.published(), now);
    }
    return snapshot;
  }
}
