package io.ringfence.firewall.maintenance;

import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.event.SecurityAlert.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
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
  private final BooleanSupplier isOpen;
  private final Consumer<SecurityAlert> alerts;
  private final String node;
  private final InstantSource clock;
  private @Nullable Opening current;
  private @Nullable String refusal;
  private boolean isConfirmed;
  private @Nullable Thread thread;

  /// @param isOpen whether the latest order is in force
  /// @param node what alerts are about
  public Maintenance(
      OpeningFile file,
      Target target,
      BooleanSupplier isOpen,
      Consumer<SecurityAlert> alerts,
      String node,
      InstantSource clock) {
    this.file = file;
    this.target = target;
    this.isOpen = isOpen;
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
      take(file.read());
      if (current != null && !isConfirmed && isOpen.getAsBoolean()) {
        file.confirm(current);
        isConfirmed = true;
      }
    } catch (IOException | IllegalArgumentException e) {
      String reason = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
      if (!reason.equals(refusal)) {
        LOG.error("The order to open the firewall is not followed: {}", reason);
      }
      refusal = reason;
      end(current);
    }
  }

  private void take(@Nullable Opening ordered) throws IOException {
    refusal = null;
    var now = clock.instant();
    if (ordered != null && !ordered.isInForce(now)) {
      file.delete();
      // It may have ended while nobody looked.
      end(ordered);
      return;
    }
    if (ordered == null) {
      end(current);
      return;
    }
    if (!ordered.equals(current)) {
      end(current);
      begin(ordered);
    }
  }

  private void begin(Opening opening) {
    LOG.warn(
        "{} has opened the firewall until {}: restrictions and blocks are lifted on this node",
        opening.by(),
        opening.until());
    current = opening;
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
