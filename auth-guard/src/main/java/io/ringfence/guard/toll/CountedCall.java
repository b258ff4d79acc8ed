package io.ringfence.guard.toll;

import java.time.Instant;
import java.util.UUID;

/// A call in the count.
///
/// @param until how long it is known to have lasted
/// @param over whether it lasts no longer
public record CountedCall(UUID id, Instant answeredAt, Instant until, boolean over) {

  static CountedCall of(TollCall call) {
    return new CountedCall(call.call(), call.answeredAt(), call.until(), call.over());
  }

  /// What is told of it adds to what is known, in whatever order it comes.
  CountedCall with(TollCall told) {
    return new CountedCall(
        id, answeredAt, told.until().isAfter(until) ? told.until() : until, over || told.over());
  }

  /// Whether it went on at this time, as far as is known.
  ///
  /// @param heardSince a call that was not heard of since then is lost
  boolean goesOnAt(Instant time, Instant heardSince) {
    return !answeredAt.isAfter(time) && (over ? until.isAfter(time) : until.isAfter(heardSince));
  }
}
