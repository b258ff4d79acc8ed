package io.ringfence.guard.sensor;

import org.jspecify.annotations.Nullable;

/// Something that tells of logins.
interface Sensor {

  /// Before there is a bus: from now on nothing may be missed that can be kept.
  void begin();

  /// Goes on until it is interrupted.
  void run() throws InterruptedException;

  /// Why nothing can be heard now, or `null`.
  @Nullable String obstacle();
}
