package io.ringfence.admin.enforcement;

import java.time.Instant;

/// Looks in a row at which one witness has seen packets pass that were to be dropped. Looks are at
/// times that do not depend on when this began, so that all that look find the same.
final class Streak {

  /// So many with evidence are believed.
  static final int LOOKS = 3;

  /// Between two looks. Enforcers report at least so often.
  private static final long LOOK_SECONDS = 5;

  private long look = Long.MIN_VALUE;
  private boolean missedSome;
  private int looks;
  private long packets;

  /// Whether it is time for another look.
  boolean begin(Instant at) {
    long current = Math.floorDiv(at.getEpochSecond(), LOOK_SECONDS);
    if (current <= look) {
      return false;
    }
    missedSome = current > look + 2;
    look = current;
    return true;
  }

  /// @param seen packets that passed since the look before, 0 for none
  void take(long seen) {
    looks = seen == 0 || (missedSome && looks > 0) ? 0 : looks + 1;
    packets = looks > 1 ? packets + seen : seen;
  }

  /// Whether there was evidence often enough, up to the latest look.
  boolean isBelieved() {
    return looks >= LOOKS;
  }

  /// That passed at the looks so far.
  long packets() {
    return packets;
  }
}
