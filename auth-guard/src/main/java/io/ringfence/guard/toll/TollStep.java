package io.ringfence.guard.toll;

import java.util.ArrayList;
import java.util.List;

/// The result of a decision.
///
/// @param state the next state
/// @param outputs what to announce, in this order
/// @param summedUp how many calls that went on had to be summed up, for there were too many
public record TollStep(TollState state, List<TollOutput> outputs, TollNote note, int summedUp) {

  public TollStep {
    outputs = List.copyOf(outputs);
  }

  TollStep with(TollOutput output) {
    var all = new ArrayList<>(outputs);
    all.add(output);
    return new TollStep(state, all, note, summedUp);
  }

  static TollStep unchanged(TollState state, TollNote note) {
    return new TollStep(state, List.of(), note, 0);
  }
}
