package io.ringfence.firewall.enforcement;

import io.ringfence.firewall.rules.BlockKind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A snapshot of the enforcement for readers on other threads.
///
/// @param inForce whether the whole state was brought in force once
/// @param error why the latest change could not be applied, or why nothing is enforced
/// @param droppedPackets by service
/// @param droppedBySet the same packets by set, but for the sets by which none were
/// @param passedPackets that came through although a block was to drop them, by service
/// @param refused blocks refused because the table was full
public record Status(
    String backend,
    boolean inForce,
    @Nullable String error,
    Map<BlockKind, Integer> blocks,
    Map<String, Integer> elements,
    Map<String, Long> droppedPackets,
    Map<String, Long> droppedBySet,
    Map<String, Long> passedPackets,
    Map<String, Long> configVersions,
    long refused,
    Proof proof) {

  public static final Status STARTING = waiting(null);

  /// Nothing is enforced yet.
  static Status waiting(@Nullable String error) {
    return starting("none", error);
  }

  /// The same with what is to enforce it.
  static Status starting(String backend, @Nullable String error) {
    return new Status(
        backend,
        false,
        error,
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        0,
        Proof.NONE);
  }
}
