package io.ringfence.edge.proxy;

import java.util.List;
import java.util.Set;

/// Chooses the final response that goes back when no branch succeeded (RFC 3261 §16.7, step 6).
final class BestResponse {

  private static final Set<Integer> TELLING = Set.of(401, 407, 415, 420, 484);

  /// Nothing of the callee: it was silent, or we took the request back.
  private static final Set<Integer> SAYING_LITTLE = Set.of(408, 487, 503);

  private BestResponse() {}

  /// @param statuses of the branches, at least one
  /// @return the index of the best
  static int of(List<Integer> statuses) {
    int best = 0;
    for (int i = 1; i < statuses.size(); i++) {
      if (rank(statuses.get(i)) < rank(statuses.get(best))) {
        best = i;
      }
    }
    return best;
  }

  /// The lower the better: a 6xx is the answer; else the lowest class, and in it what lets the
  /// caller try again. A 503 is told least, for it says something of us (see [Branch]).
  private static int rank(int status) {
    if (status >= 600) {
      return 0;
    }
    int withinClass = TELLING.contains(status) ? 0 : SAYING_LITTLE.contains(status) ? 2 : 1;
    return status / 100 * 10 + withinClass;
  }
}
