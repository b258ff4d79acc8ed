package io.ringfence.firewall.maintenance;

import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.event.SecurityAlert.Kind;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks whether the node's administrator has ordered to drop nothing, has that done, and tells of
/// it: in the log and as alerts. An order from before the start holds on to its own end.
public final class Maintenance implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  /// Where the order is carried out.
  public interface Target {

    /// @param until `null` to drop again what is to be dropped
    void open(@Nullable Instant until);
  }

  private final OpeningFile file;
  private final Target target;
  private final BooleanSupplier isCarriedOut;
  private final Consumer<SecurityAlert> alerts;
  private final String node;
  private final InstantSource clock;
  private @Nullable Opening current;
  private boolean isConfirmed;

  /// The latest order that was let go of.
  private @Nullable UUID over;

  private final Trouble unread = new Trouble("The order to open the firewall is not followed");
  private final Trouble undeleted =
      new Trouble("An order to open the firewall that is over cannot be deleted");
  private final Trouble unsaid =
      new Trouble("Whoever orders to open or to close the firewall cannot be told that it is done");
  private @Nullable Thread thread;

  /// @param isCarriedOut whether the rules in force are those of the latest order to the target
  /// @param node what alerts are about
  public Maintenance(
      OpeningFile file,
      Target target,
      BooleanSupplier isCarriedOut,
      Consumer<SecurityAlert> alerts,
      String node,
      InstantSource clock) {
    this.file = file;
    this.target = target;
    this.isCarriedOut = isCarriedOut;
    this.alerts = alerts;
    this.node = node;
    this.clock = clock;
  }

  /// Begins to look. The first look is made before this returns: what was open stays open.
  public Maintenance start() {
    look();
    thread = Thread.ofPlatform().daemon().name("maintenance").start(this::run);
    return this;
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(LOOK);
        look();
      }
    } catch (InterruptedException e) {
      LOG.debug("Ended");
    }
  }

  void look() {
    try {
      take(file.read(), clock.instant());
      unread.isOver();
    } catch (ClosedByInterruptException e) {
      LOG.debug("Ended; what is open stays open");
      return;
    } catch (IOException | IllegalArgumentException e) {
      unread.is(e);
      end(current);
    }
    if (isCarriedOut.getAsBoolean()) {
      sayWhatIsInForce();
    }
  }

  private void take(@Nullable Opening ordered, Instant now) {
    if (ordered == null) {
      end(current);
    } else if (!ordered.isInForce(now)) {
      letGo(ordered, now);
    } else if (!ordered.equals(current)) {
      // One that follows another takes its place: what is open is not closed between them.
      begin(ordered);
    }
  }

  /// Though the order cannot be deleted, its end is told once.
  private void letGo(Opening ordered, Instant now) {
    if (!ordered.id().equals(over)) {
      over = ordered.id();
      if (now.isBefore(ordered.until())) {
        LOG.error("The order to open the firewall is not followed: it is of {}", ordered.from());
        end(current);
      } else {
        // It may have ended while nobody looked.
        end(current == null ? ordered : current);
      }
    }
    try {
      file.delete();
      undeleted.isOver();
    } catch (IOException e) {
      undeleted.is(e);
    }
  }

  /// Whoever gave the order waits for it. What is in force does not depend on it.
  private void sayWhatIsInForce() {
    try {
      if (current == null) {
        file.retract();
      } else if (!isConfirmed) {
        file.confirm(current);
        isConfirmed = true;
      }
      unsaid.isOver();
    } catch (IOException e) {
      unsaid.is(e);
    }
  }

  private void begin(Opening opening) {
    LOG.warn(
        "{} has opened the firewall until {}: restrictions and blocks are lifted on this node",
        opening.by(),
        opening.until());
    current = opening;
    over = null;
    isConfirmed = false;
    target.open(opening.until());
    tell(opening, Kind.FIREWALL_OPENED, opening.from(), "until " + opening.until());
  }

  private void end(@Nullable Opening opening) {
    if (opening != null) {
      LOG.warn("The firewall is closed again: restrictions and blocks are in force on this node");
      current = null;
      target.open(null);
      tell(opening, Kind.FIREWALL_CLOSED, clock.instant(), null);
    }
  }

  /// The same however often it is told.
  private void tell(Opening opening, Kind kind, Instant at, @Nullable String reason) {
    alerts.accept(
        new SecurityAlert(
            Event.SCHEMA_VERSION,
            EventIds.derived(opening.id(), kind.wireName()),
            at,
            kind,
            node,
            null,
            opening.by(),
            reason));
  }

  @Override
  public void close() {
    if (thread != null) {
      thread.interrupt();
      try {
        thread.join(CLOSE_LIMIT);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
