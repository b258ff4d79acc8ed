package io.ringfence.guard.toll;

/// The decisions about toll fraud. Pure; what the state already has in it changes nothing when it
/// comes again, and what it caused is announced again, with the same ids.
public final class TollGuard {

  private TollGuard() {}

  /// What is told of a call.
  public static TollStep call(TollState state, TollCall call, TollSituation situation) {
    var step = counted(state, call, situation);
    return call.account() == null || isLocked(step.state(), call, situation)
        ? step
        : step.with(new TollOutput.Count(call.ofAll()));
  }

  /// Whether the account's lock was ordered before this. What is told of its calls that go on
  /// concerns nobody else: it must not lock the PBX, which would not end them either.
  private static boolean isLocked(TollState state, TollCall call, TollSituation situation) {
    return state.said().stream()
        .filter(said -> said.order() != null)
        .filter(said -> said.at().isAfter(situation.forgivenUntil()))
        .anyMatch(said -> call.occurredAt().isAfter(said.at()));
  }

  private static TollStep counted(TollState state, TollCall call, TollSituation situation) {
    var said = state.saidBecauseOf(call.eventId());
    if (!said.isEmpty()) {
      var outputs = said.stream().flatMap(one -> one.outputs().stream()).toList();
      return new TollStep(state, outputs, TollNote.REPEATED, 0);
    }
    if (situation.isOff()) {
      return TollStep.unchanged(state, TollNote.OFF);
    }
    if (state.isLate(call, situation.now())) {
      return TollStep.unchanged(state, TollNote.LATE);
    }
    boolean isNew = state.find(call.call()) == null;
    var judged = Judgement.of(call, isNew, situation).on(state.with(call, situation.now()));
    var bounded = judged.bounded(situation.bounds().maxCalls(), situation.now());
    return new TollStep(
        bounded,
        judged.saidBecauseOf(call.eventId()).stream()
            .flatMap(one -> one.outputs().stream())
            .toList(),
        isNew ? TollNote.COUNTED : TollNote.KNOWN,
        goingOn(judged) - goingOn(bounded));
  }

  private static int goingOn(TollState state) {
    return (int) state.calls().stream().filter(call -> !call.over()).count();
  }
}
