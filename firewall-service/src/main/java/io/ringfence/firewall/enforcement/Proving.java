package io.ringfence.firewall.enforcement;

import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.firewall.enforcement.ProofSchedule.Depth;
import io.ringfence.firewall.rules.Actual;
import io.ringfence.firewall.rules.Change;
import io.ringfence.firewall.rules.DesiredState;
import io.ringfence.firewall.rules.Difference;
import io.ringfence.firewall.rules.Drift;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares what is in force with what should be, mends what is not, and says so when it has to be
/// mended again and again.
final class Proving {

  private static final Logger LOG = LoggerFactory.getLogger(Proving.class);

  /// Elements that are asked for one by one, in some 10 us each.
  private static final int MAX_LOOKED_FOR = 10_000;

  private final Enforcer enforcer;
  private final DesiredState desired;
  private final Node node;
  private final Observer observer;
  private final Outbox outbox;
  private final ProofSchedule schedule = new ProofSchedule();
  private final Recurrence recurrence = new Recurrence();
  private Proof proof = Proof.NONE;
  private boolean clockWasSet;

  Proving(Enforcer enforcer, DesiredState desired, Node node, Observer observer, Outbox outbox) {
    this.enforcer = enforcer;
    this.desired = desired;
    this.node = node;
    this.observer = observer;
    this.outbox = outbox;
  }

  Proof proof() {
    return proof;
  }

  /// When to [#look] again.
  Instant due() {
    return schedule.due();
  }

  /// Looks, and mends what is not as it should be.
  ///
  /// @return whether there was something to mend
  boolean look(Instant now) throws NotAppliedException {
    long begin = node.nanos().getAsLong();
    var depth = schedule.depth(now);
    boolean whole = depth == Depth.WHOLE;
    switch (look(depth, now)) {
      case Look.Unreadable _, Look.Glanced _ -> {}
      case Look.Untouched _ -> proof = proof.proven(now);
      case Look.Found(var actual) -> {
        whole = true;
        mend(difference(actual, now), now);
      }
    }
    var took = Duration.ofNanos(node.nanos().getAsLong() - begin);
    schedule.looked(now, whole, took);
    clockWasSet = false;
    return proof.drift().total() > 0;
  }

  private Look look(Depth depth, Instant now) throws NotAppliedException {
    return switch (depth) {
      case GLANCE -> enforcer.glance(desired.sample(now));
      case CHANGES -> enforcer.look(false);
      case WHOLE -> enforcer.look(true);
    };
  }

  /// What seems to be missing is looked for again, unless it is as much as when sets were emptied.
  private Difference difference(Actual actual, Instant now) throws NotAppliedException {
    var difference = desired.difference(actual, now);
    int missing = difference.drift().missing();
    return missing == 0 || missing > MAX_LOOKED_FOR
        ? difference
        : desired.difference(enforcer.lookAgain(actual, difference.changes()), now);
  }

  /// Where blocks end has changed, and not by anybody's fault.
  void clockWasSet() {
    clockWasSet = true;
    schedule.again();
  }

  private void mend(Difference difference, Instant now) throws NotAppliedException {
    proof = proof.found(difference.drift());
    enforcer.apply(difference.changes(), () -> desired.ruleset(now, Integer.MAX_VALUE));
    desired.applied();
    repaired(now, 0);
  }

  /// What leads from what is in force now, whatever that is, to what should be.
  ///
  /// @param anew whether not to rely on anything that is there
  List<Change> mending(Instant now, boolean anew) throws NotAppliedException {
    return switch (enforcer.look(true)) {
      case Look.Found(var actual) -> {
        var difference = difference(actual, now);
        proof = proof.found(difference.drift());
        yield anew ? desired.difference(actual.unsound(), now).changes() : difference.changes();
      }
      case Look.Unreadable _, Look.Untouched _, Look.Glanced _ -> {
        proof = proof.found(Drift.NONE);
        yield desired.difference(Actual.ABSENT, now).changes();
      }
    };
  }

  /// What [#mending] has led to is in force.
  ///
  /// @param again whether it was in force before: what is missing at the start is no drift
  /// @param own how much of it may be missing because a transaction of this service has failed
  void mended(boolean again, int own) {
    if (again) {
      repaired(node.clock().instant(), own);
    } else {
      proof = proof.found(Drift.NONE);
    }
  }

  /// What was found is mended.
  private void repaired(Instant now, int own) {
    var drift = proof.drift();
    proof = proof.repaired(now);
    if (drift.total() > 0) {
      LOG.warn("What is in force was not what should be, it is mended: {}", drift);
      observer.drifted(drift.total());
    }
    if (drift.total() > own && !clockWasSet && recurrence.again(now)) {
      alert(drift, now);
    }
  }

  private void alert(Drift drift, Instant now) {
    outbox.alert(
        new SecurityAlert(
            SecurityAlert.SCHEMA_VERSION,
            EventIds.next(),
            now,
            SecurityAlert.Kind.FIREWALL_DRIFT,
            node.name(),
            null,
            null,
            "the rules in the kernel were changed by somebody else, again: "
                + drift
                + "; they were mended"));
  }
}
