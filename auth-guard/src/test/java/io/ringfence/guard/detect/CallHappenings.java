package io.ringfence.guard.detect;

import io.ringfence.contracts.event.CallDirection;
import io.ringfence.contracts.event.LockOrder;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.guard.toll.TollOutput;
import io.ringfence.guard.toll.TollRig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What happens in scenarios to calls, and what is announced of it.
final class CallHappenings {

  private final TollRig rig;

  CallHappenings(TollRig rig) {
    this.rig = rig;
  }

  void until(Instant time) {
    rig.until(time);
  }

  /// Whether it was about calls.
  boolean happen(Scenario.Happening one) {
    var words = one.words();
    switch (words.getFirst()) {
      case "call" -> call(words, one.repetition());
      case "hang-up" -> rig.hangUp(words.get(1));
      case "lose" -> rig.lose(words.get(1));
      case "unlock" ->
          rig.unlock(words.get(1).equals("pbx") ? LockOrder.PBX : LockOrder.key(words.get(1)));
      case "replay-calls" -> rig.replay(Integer.parseInt(words.get(1)));
      default -> {
        return false;
      }
    }
    return true;
  }

  /// `call ACCOUNT NUMBER [for=TIME] [from=SOURCE] [incoming] [internal] [emergency]`
  private void call(List<String> words, int repetition) {
    var direction = CallDirection.OUTGOING;
    var source = IpAddress.parse("198.51.100.1");
    boolean isEmergency = false;
    Duration length = null;
    for (String option : words.subList(3, words.size())) {
      switch (option) {
        case "incoming", "internal" ->
            direction = CallDirection.valueOf(option.toUpperCase(Locale.ROOT));
        case "emergency" -> isEmergency = true;
        default -> {
          String value = option.substring(option.indexOf('=') + 1);
          if (option.startsWith("for=")) {
            length = Scenario.time(value);
          } else {
            source = IpAddress.parse(value);
          }
        }
      }
    }
    String account = Play.account(words.get(1), repetition);
    rig.call(new TollRig.Plan(account, words.get(2), direction, isEmergency, source), length);
  }

  Stream<String> told() {
    return rig.announced().stream().map(CallHappenings::line);
  }

  private static String line(TollOutput output) {
    return switch (output) {
      case TollOutput.Alert(var alert) -> ScenarioTest.line(alert);
      case TollOutput.Count _ -> throw new IllegalStateException("nothing to announce");
      case TollOutput.Lock(var order) ->
          "%s lock %s"
              .formatted(ScenarioTest.since(order.occurredAt()), LockOrder.key(order.account()));
    };
  }
}
