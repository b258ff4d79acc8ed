package io.ringfence.guard.toll;

import io.ringfence.contracts.event.LockOrder;
import io.ringfence.contracts.event.SecurityAlert;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What was announced, so that it is said once in a period, and again should its cause be replayed.
///
/// @param cause the event that it followed from
/// @param what which limit, see [#what]
/// @param order `null` when nothing was to be locked
public record Said(
    UUID cause, Instant at, String what, SecurityAlert alert, @Nullable LockOrder order) {

  static String what(Level level, Measure measure, Band band) {
    return level + "/" + measure + band.name();
  }

  List<TollOutput> outputs() {
    var outputs = new ArrayList<TollOutput>();
    outputs.add(new TollOutput.Alert(alert));
    if (order != null) {
      outputs.add(new TollOutput.Lock(order));
    }
    return outputs;
  }
}
