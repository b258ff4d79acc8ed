package io.ringfence.guard.detect;

import static io.ringfence.guard.detect.Given.SOURCE;
import static io.ringfence.guard.detect.Given.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.Trunks;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Command;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.event.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RegisteredTrunkTest {

  private static final Trunks TRUNKS = new Trunks(List.of("trunk"), Duration.ofHours(1));

  private SourceState state = SourceState.EMPTY;
  private Trunks trunks = TRUNKS;
  private final List<Output> outputs = new ArrayList<>();

  private Situation now(long second) {
    return new Situation(Given.POLICY.with(trunks), false, at(second));
  }

  private static AuthenticationAttempt attempt(
      long second, String account, @Nullable Reason reason) {
    return new AuthenticationAttempt(
        Event.SCHEMA_VERSION,
        UUID.randomUUID(),
        at(second),
        Service.SIP,
        reason == null ? Outcome.ACCEPTED : Outcome.REJECTED,
        reason,
        SOURCE,
        5060,
        Transport.UDP,
        account,
        "ringfence.local",
        "REGISTER",
        "pbx",
        "call",
        "edge-1",
        true,
        1);
  }

  private Note take(long second, String account, @Nullable Reason reason) {
    return take(attempt(second, account, reason), second);
  }

  private Note take(AuthenticationAttempt attempt, long second) {
    var step = Guard.attempt(state, attempt, now(second));
    state = Given.stored(step.state());
    outputs.addAll(step.outputs());
    return step.note();
  }

  private List<SecurityAlert.Kind> alerts() {
    return outputs.stream()
        .filter(Output.Alert.class::isInstance)
        .map(output -> ((Output.Alert) output).alert().kind())
        .toList();
  }

  private static Command listed(long second) {
    return new Command(
        Event.SCHEMA_VERSION,
        UUID.randomUUID(),
        at(second),
        Command.Action.FEED_BLOCK,
        Given.TARGET,
        UUID.randomUUID(),
        Set.of(Service.SIP),
        at(second + 86_400),
        "feed voipbl",
        "listed by voipbl");
  }

  @Test
  void whatFailsThere_countsForNothing_andIsSaidToNobody() {
    trunks = Trunks.NONE;
    take(0, "trunk", null);
    int ofAnyPhone = bytes();
    trunks = TRUNKS;
    take(0, "trunk", null);
    outputs.clear();

    for (int i = 0; i < 300; i++) {
      assertThat(take(1 + i, "20" + i % 50, Reason.BAD_CREDENTIALS))
          .isEqualTo(Note.REGISTERED_TRUNK);
    }

    assertThat(outputs).isEmpty();
    assertThat(bytes() - ofAnyPhone).isLessThan(250);
  }

  private int bytes() {
    return StateCodec.write(state, Json::write).length;
  }

  @Test
  void aFailureThatComesTwice_isSaidToNobodyEither() {
    take(0, "trunk", null);
    var failure = attempt(1, "201", Reason.BAD_CREDENTIALS);
    take(failure, 1);
    outputs.clear();

    var before = state;
    assertThat(take(failure, 2)).isEqualTo(Note.REGISTERED_TRUNK);
    assertThat(state).isEqualTo(before);
    assertThat(outputs).isEmpty();
  }

  @Test
  void whatWasSparedDoesNotCount_whenTheMemoryIsOver() {
    take(0, "trunk", null);
    for (int i = 0; i < 9; i++) {
      take(3_590 + i, "trunk", Reason.BAD_CREDENTIALS);
    }

    for (int i = 0; i < 4; i++) {
      assertThat(take(3_600 + i, "trunk", Reason.BAD_CREDENTIALS)).isEqualTo(Note.COUNTED);
    }
    assertThat(take(3_604, "trunk", Reason.BAD_CREDENTIALS)).isEqualTo(Note.DECIDED);
  }

  @Test
  void anAccountThatIsNoTrunkAnyMore_sparesNobody() {
    take(0, "trunk", null);
    trunks = Trunks.NONE;

    assertThat(take(1, "trunk", Reason.BAD_CREDENTIALS)).isEqualTo(Note.COUNTED);
  }

  @Test
  void whoGuessesATrunksPassword_isTold() {
    for (int i = 0; i < 4; i++) {
      take(i, "20" + i, Reason.BAD_CREDENTIALS);
    }
    take(5, "trunk", null);

    assertThat(alerts()).containsExactly(SecurityAlert.Kind.SUCCESS_AFTER_GUESSING);
  }

  @Test
  void whoGetsInFromBehindATrunk_isTold_howeverMuchTheTrunkFailed() {
    take(0, "trunk", null);
    for (int i = 0; i < 3; i++) {
      take(1 + i, "20" + i, Reason.BAD_CREDENTIALS);
    }
    for (int i = 0; i < 100; i++) {
      take(10 + i, "209", Reason.BAD_CREDENTIALS);
    }
    take(120, "209", null);

    assertThat(alerts()).containsExactly(SecurityAlert.Kind.SUCCESS_AFTER_GUESSING);
  }

  @Test
  void aListedTrunk_isNotBlocked_untilItsMemoryIsOver() {
    take(0, "trunk", null);

    assertThat(Guard.command(state, listed(60), now(60)).note()).isEqualTo(Note.REGISTERED_TRUNK);
    assertThat(Guard.command(state, listed(3_600), now(3_600)).note()).isEqualTo(Note.CARRIED_OUT);
  }

  @Test
  void aListsBlock_isReleasedByTheTrunksLogin_andByNoOther() {
    state = Guard.command(state, listed(0), now(0)).state();

    take(1, "201", null);
    assertThat(state.block()).isNotNull();
    var login = attempt(2, "trunk", null);
    take(login, 2);
    assertThat(state.block()).isNull();
    var said = List.copyOf(outputs);
    take(login, 3);
    assertThat(Given.decisions(outputs).getLast()).isEqualTo(Given.decisions(said).getLast());
  }

  @Test
  void ofManyTrunksBehindOneAddress_theOneThatWasQuietLongestGivesWay() {
    var names = List.of("a", "b", "c", "d", "e");
    trunks = new Trunks(names, Duration.ofHours(1));
    names.forEach(name -> take(names.indexOf(name), name, null));
    take(6, "b", null);

    assertThat(state.memory().trunks()).containsOnlyKeys("b", "c", "d", "e");
    assertThat(state.memory().trunks()).containsEntry("b", at(6));
  }
}
