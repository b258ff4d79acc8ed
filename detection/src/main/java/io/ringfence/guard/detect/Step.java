package io.ringfence.guard.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The result of a decision.
///
/// @param state the next state
/// @param outputs what to announce, in this order
public record Step(SourceState state, List<Output> outputs, Note note) {

  public Step {
    outputs = List.copyOf(outputs);
  }

  static Step unchanged(SourceState state, Note note) {
    return new Step(state, List.of(), note);
  }

  /// What it announces, or announces again, that nobody but the state knows to repeat.
  public List<Told> told() {
    return outputs.isEmpty() || state.told().isEmpty()
        ? List.of()
        : state.told().stream().filter(one -> outputs.contains(one.output())).toList();
  }

  Step noted(Note other) {
    return new Step(state, outputs, other);
  }

  /// This step, and the one that follows from its state.
  Step then(Function<SourceState, Step> next) {
    return then(next.apply(state));
  }

  /// This step's outputs before those of the one that follows from its state.
  Step then(Step next) {
    if (outputs.isEmpty()) {
      return next;
    }
    if (next.outputs.isEmpty()) {
      return new Step(next.state, outputs, next.note);
    }
    var all = new ArrayList<>(outputs);
    all.addAll(next.outputs);
    return new Step(next.state, all, next.note);
  }
}
