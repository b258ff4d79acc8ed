package io.ringfence.firewall.enforcement;

import io.ringfence.firewall.rules.Drift;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What comparing what is in force with what should be has shown so far.
///
/// @param provenAt when all was as it should be last, `null` before the first time
/// @param drift what the latest comparison has found
/// @param repairs how much was found and mended since the start
public record Proof(@Nullable Instant provenAt, Drift drift, long repairs) {

  public static final Proof NONE = new Proof(null, Drift.NONE, 0);

  Proof proven(Instant at) {
    return new Proof(at, Drift.NONE, repairs);
  }

  Proof found(Drift found) {
    return new Proof(provenAt, found, repairs);
  }

  /// What was found is mended.
  Proof repaired(Instant at) {
    return new Proof(at, drift, repairs + drift.total());
  }
}
