package io.ringfence.admin.impact;

import io.ringfence.admin.impact.Witness.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who would be cut off by a change.
///
/// @param total how many sources
/// @param counts how many of each kind; a source can be of several
/// @param sources the first of them, those whom it hurts most first
/// @param complete whether all were looked at who may be cut off
public record Impact(int total, Map<Kind, Integer> counts, List<CutOff> sources, boolean complete) {

  /// A source that gets in today and would not any more.
  ///
  /// @param source an address, or a range of the trusted group
  /// @param services whose restrictions would keep it out
  /// @param accounts some of those that it uses
  /// @param lastSeen when it last was heard of
  public record CutOff(
      String source,
      List<Kind> kinds,
      List<String> services,
      List<String> accounts,
      @Nullable Instant lastSeen) {}
}
