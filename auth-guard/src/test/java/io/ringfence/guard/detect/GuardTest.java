package io.ringfence.guard.detect;

import static io.ringfence.guard.detect.Given.POLICY;
import static io.ringfence.guard.detect.Given.SOURCE;
import static io.ringfence.guard.detect.Given.TARGET;
import static io.ringfence.guard.detect.Given.at;
import static io.ringfence.guard.detect.Given.attempt;
import static io.ringfence.guard.detect.Given.block;
import static io.ringfence.guard.detect.Given.decisions;
import static io.ringfence.guard.detect.Given.failure;
import static io.ringfence.guard.detect.Given.now;
import static io.ringfence.guard.detect.Given.release;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.Command;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GuardTest {

  private SourceState state = SourceState.EMPTY;
  private final List<Output> outputs = new ArrayList<>();

  @Test
  void blocksAfterFiveFailures_withinThePeriod() {
    fail(0, 60, 120, 180);
    assertThat(outputs).isEmpty();

    var fifth = failure(599);
    take(fifth, now(600));

    var decision = state.block();
    assertThat(decision).isNotNull();
    assertThat(decision.rule()).isEqualTo(Rule.PASSWORD_GUESSING);
    assertThat(decision.origin()).isEqualTo(Origin.GUARD);
    assertThat(decision.services()).containsExactly(Service.SIP);
    assertThat(decision.expiresAt()).isEqualTo(at(599).plus(POLICY.blockFor()));
    assertThat(decision.decidedAt()).isEqualTo(at(600));
    assertThat(decision.evidence().attempts()).isEqualTo(5);
    assertThat(decision.evidence().firstSeen()).isEqualTo(at(0));
    assertThat(decision.evidence().lastSeen()).isEqualTo(at(599));
    assertThat(decision.evidence().userAgent()).isEqualTo("friendly-scanner");
    assertThat(outputs).hasExactlyElementsOfTypes(Output.Decision.class, Output.Alert.class);
  }

  @Test
  void doesNotBlock_whenTheFirstFailureLeavesThePeriodWithTheFifth() {
    fail(0, 60, 120, 180, 600);
    assertThat(outputs).isEmpty();
    assertThat(state.block()).isNull();
    fail(601);
    assertThat(state.block()).as("60 to 601 are five").isNotNull();
  }

  @Test
  void countsFailuresThatArriveOutOfOrder() {
    fail(500, 100, 300, 200);
    fail(450);
    assertThat(decisions(outputs)).hasSize(1);
    assertThat(state.block().evidence().firstSeen()).isEqualTo(at(100));
    assertThat(state.block().evidence().lastSeen()).as("the one that decided").isEqualTo(at(450));
  }

  @Test
  void findsTheFullPeriod_thatALateFailureCompletesBeforeTheNewest() {
    fail(0, 10, 20, 610, 30);
    assertThat(outputs).as("0 to 30 are four").isEmpty();
    fail(40);
    assertThat(decisions(outputs)).as("0 to 40 are five").hasSize(1);
    assertThat(state.block().evidence().attempts()).isEqualTo(5);
  }

  @Test
  void ignoresAFailureOlderThanThePeriod() {
    fail(700, 701, 702, 703);
    assertThat(take(failure(103), now(703))).isEqualTo(Note.LATE);
    assertThat(take(failure(104), now(703))).isEqualTo(Note.DECIDED);
  }

  @Test
  void countsAnEventOnce_howeverOftenItComes() {
    var first = failure(0);
    assertThat(take(first, now(0))).isEqualTo(Note.COUNTED);
    for (int i = 0; i < 10; i++) {
      assertThat(take(first, now(1))).isEqualTo(Note.DUPLICATE);
    }
    assertThat(outputs).isEmpty();
  }

  @Test
  void countsACoalescedAttemptAsMany() {
    take(attempt(UUID.randomUUID(), at(0), Service.SIP, Reason.UNKNOWN_ACCOUNT, true, 5), now(0));
    assertThat(state.block().evidence().attempts()).isEqualTo(5);
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void countsOnlyGuesses_andHostileRequests(Reason reason) {
    boolean counts =
        List.of(Reason.BAD_CREDENTIALS, Reason.UNKNOWN_ACCOUNT, Reason.LOCKED_ACCOUNT)
            .contains(reason);
    boolean isHostile = GuardPolicy.DEFAULT_WEIGHTS.containsKey(reason);
    var attempt = attempt(UUID.randomUUID(), at(0), Service.SIP, reason, true, 1);
    state = SourceState.EMPTY;
    take(attempt, now(0));
    assertThat(state.window().count()).isEqualTo(counts || isHostile ? 1 : 0);
  }

  @Test
  void doesNotCountWhatAnAttackerCouldForge_norASuccess() {
    var forged = attempt(UUID.randomUUID(), at(0), Service.SIP, Reason.BAD_CREDENTIALS, false, 9);
    assertThat(take(forged, now(0))).isEqualTo(Note.NOT_A_GUESS);
    var success = attempt(UUID.randomUUID(), at(0), Service.SIP, null, true, 9);
    assertThat(take(success, now(0))).isEqualTo(Note.ACCEPTED);
    assertThat(state.window()).isEqualTo(Window.EMPTY);
  }

  @Test
  void clearsTheWindowWithABlock_andOpensNoSecondOne() {
    var led = fail(0, 1, 2, 3, 4);
    assertThat(take(failure(5), now(5))).isEqualTo(Note.AFTER_BLOCK);
    assertThat(take(led.get(2), now(5))).isEqualTo(Note.CLEARED);
    assertThat(decisions(outputs)).hasSize(1);
    assertThat(state.window()).isEqualTo(Window.EMPTY);
  }

  @Test
  void announcesTheSameAgain_whenTheDecidingEventIsReplayed() {
    var led = fail(0, 1, 2, 3, 4);
    var first = List.copyOf(outputs);
    outputs.clear();

    assertThat(take(led.get(4), now(9))).isEqualTo(Note.REPEATED);

    assertThat(decisions(outputs)).isEqualTo(decisions(first));
    assertThat(outputs.get(1)).isEqualTo(first.get(1));
  }

  @Test
  void announcesBlockAndReleaseAgain_whenTheCrashCameAfterBoth() {
    var led = fail(0, 1, 2, 3, 4);
    order(release(null, at(6)), now(6));
    outputs.clear();

    take(led.get(4), now(9));

    assertThat(decisions(outputs))
        .extracting(BlockDecision::state)
        .containsExactly(BlockState.ACTIVE, BlockState.RELEASED);
    assertThat(outputs.getLast()).isEqualTo(new Output.Cleared(TARGET));
  }

  @Test
  void expiresByTheClock_andStartsAfresh() {
    fail(0, 1, 2, 3, 4);
    assertThat(tick(now(3603))).isEqualTo(Note.NOTHING);
    outputs.clear();

    assertThat(tick(now(3604))).isEqualTo(Note.BY_ITSELF);

    assertThat(decisions(outputs))
        .extracting(BlockDecision::state)
        .containsExactly(BlockState.EXPIRED);
    assertThat(outputs.getLast()).isEqualTo(new Output.Cleared(TARGET));
    assertThat(take(failure(3603), now(3605))).as("made while blocked").isEqualTo(Note.CLEARED);
    fail(3604, 3605, 3606, 3607);
    assertThat(state.block()).isNull();
    fail(3608);
    assertThat(state.block()).isNotNull();
  }

  @Test
  void doesNotExpire_becauseAnEdgesClockIsAhead() {
    fail(0, 1, 2, 3, 4);
    assertThat(take(failure(3604), now(5))).isEqualTo(Note.AFTER_BLOCK);
    assertThat(state.block()).isNotNull();
  }

  @Test
  void expiresByEventTime_whenABacklogIsWorkedOff() {
    fail(0, 1, 2, 3, 4);
    assertThat(take(failure(3604), now(9000))).isEqualTo(Note.COUNTED);
    assertThat(state.block()).isNull();
    assertThat(decisions(outputs))
        .extracting(BlockDecision::state)
        .containsExactly(BlockState.ACTIVE, BlockState.EXPIRED);
  }

  @Test
  void aReleaseByHandForgives() {
    fail(0, 1, 2, 3);
    assertThat(order(release(null, at(10)), now(10))).isEqualTo(Note.NOTHING_TO_RELEASE);
    assertThat(outputs).containsExactly(new Output.Cleared(TARGET));
    fail(11, 12, 13, 14);
    assertThat(state.block()).isNull();
    fail(15);
    assertThat(state.block()).isNotNull();

    outputs.clear();
    assertThat(order(release(state.block().blockId(), at(20)), now(20)))
        .isEqualTo(Note.CARRIED_OUT);
    var released = decisions(outputs).getFirst();
    assertThat(released.state()).isEqualTo(BlockState.RELEASED);
    assertThat(released.actor()).isEqualTo("alice");
    assertThat(released.note()).isEqualTo("our own phone");
    assertThat(take(failure(19), now(21))).isEqualTo(Note.CLEARED);
  }

  @Test
  void anOrderToEndACallIsForTheEdge() {
    fail(0, 1, 2, 3, 4);
    outputs.clear();
    var before = state;

    var endCall = Command.endCall(UUID.randomUUID(), SOURCE, "alice", at(6));

    assertThat(order(endCall, now(6))).isEqualTo(Note.ORDER_FOR_OTHERS);
    assertThat(state).isEqualTo(before);
    assertThat(outputs).isEmpty();
  }

  @Test
  void aReleaseOfAnotherBlockChangesNothing() {
    fail(0, 1, 2, 3, 4);
    assertThat(order(release(UUID.randomUUID(), at(6)), now(6))).isEqualTo(Note.NOTHING_TO_RELEASE);
    assertThat(state.block()).isNotNull();
  }

  @Test
  void aBlockByHandTakesThePlaceOfTheGuards() {
    fail(0, 1, 2, 3, 4);
    var old = state.block().blockId();
    outputs.clear();
    var id = UUID.randomUUID();
    var order = block(id, at(10), null);

    assertThat(order(order, now(10))).isEqualTo(Note.CARRIED_OUT);

    assertThat(decisions(outputs))
        .extracting(BlockDecision::blockId, BlockDecision::state)
        .containsExactly(tuple(old, BlockState.RELEASED), tuple(id, BlockState.ACTIVE));
    assertThat(outputs).hasOnlyElementsOfType(Output.Decision.class);
    assertThat(state.block().origin()).isEqualTo(Origin.OPERATOR);
    assertThat(tick(now(1_000_000_000))).as("without an end").isEqualTo(Note.NOTHING);
    assertThat(order(order, now(12))).isEqualTo(Note.REPEATED);
    assertThat(order(block(id, at(10), null), now(12))).isEqualTo(Note.DUPLICATE);
  }

  @Test
  void refusesToBlockWhatIsTrusted_andLetsGoWhatBecomesTrusted() {
    var trusted = new Situation(POLICY, true, at(5));
    assertThat(order(block(UUID.randomUUID(), at(5), null), trusted))
        .isEqualTo(Note.REFUSED_TRUSTED);
    assertThat(take(failure(5), trusted)).isEqualTo(Note.TRUSTED);

    fail(0, 1, 2, 3, 4);
    outputs.clear();
    assertThat(tick(trusted)).isEqualTo(Note.BY_ITSELF);
    assertThat(decisions(outputs))
        .extracting(BlockDecision::state)
        .containsExactly(BlockState.RELEASED);
    assertThat(state.block()).isNull();
  }

  @Test
  void countsNothing_whileSwitchedOff() {
    var off = new GuardPolicy(2, false, 1, POLICY.period(), POLICY.blockFor(), null, List.of());
    assertThat(take(failure(0), new Situation(off, false, at(0)))).isEqualTo(Note.DISABLED);
  }

  @Test
  void aChangedPolicyHoldsForWhatIsInTheWindow() {
    fail(0, 1, 2);
    var three = policy(3, POLICY.period());
    assertThat(tick(new Situation(three, false, at(650)))).as("over").isEqualTo(Note.NOTHING);
    assertThat(tick(new Situation(three, false, at(10)))).isEqualTo(Note.DECIDED);
    assertThat(state.block().evidence().attempts()).isEqualTo(3);
    assertThat(outputs).hasExactlyElementsOfTypes(Output.Decision.class, Output.Alert.class);
  }

  @Test
  void aLongerPeriodReachesBackToWhatIsStillThere() {
    fail(0, 100, 700, 800);
    take(failure(1100), new Situation(policy(5, Duration.ofMinutes(20)), false, at(1100)));
    assertThat(state.block()).isNotNull();
  }

  @Test
  void widensTheBlock_whenTheSourceTurnsToAnotherService() {
    fail(0, 1, 2, 3, 4);
    var first = state.block();
    for (int i = 10; i < 15; i++) {
      take(failure(i, Service.WEB), now(i));
    }
    assertThat(state.block().blockId()).isEqualTo(first.blockId());
    assertThat(state.block().services()).containsExactly(Service.SIP, Service.WEB);
    assertThat(state.block().eventId()).isNotEqualTo(first.eventId());
  }

  @Test
  void announcesAgainAfterACrash_whatWasNotSeenOnTheTopic() {
    fail(0, 1, 2, 3, 4);
    state = Guard.seen(state, state.block());
    tick(now(3604));
    assertThat(decisions(Guard.unconfirmed(state)))
        .extracting(BlockDecision::state)
        .containsExactly(BlockState.EXPIRED);

    state = Guard.seen(state, state.announced().getLast().decision());
    assertThat(Guard.unconfirmed(state)).as("its tombstone").isNotEmpty();
    assertThat(Guard.unconfirmed(Guard.cleared(state))).isEmpty();
  }

  /// A crash can lose the second announcement of the end, and not that of the block.
  @Test
  void announcesTheEndAgain_whenItsBlockCameBackAfterIt() {
    fail(0, 1, 2, 3, 4);
    var block = state.block();
    tick(now(3604));
    var end = state.announced().getLast().decision();
    state = Guard.cleared(Guard.seen(Guard.seen(state, block), end));
    state = Guard.seen(state, block);

    assertThat(decisions(Guard.unconfirmed(state))).containsExactly(end);
    assertThat(Guard.unconfirmed(state)).endsWith(new Output.Cleared(TARGET));
    assertThat(Guard.unconfirmed(Guard.cleared(Guard.seen(state, end)))).isEmpty();
  }

  @Test
  void forgetsASource_onlyWhenNothingCanNeedItAnyMore() {
    long week = Duration.ofDays(7).toSeconds();
    fail(0);
    assertThat(Guard.isIdle(state, at(2 * week), now(week - 1))).isFalse();
    assertThat(Guard.isIdle(state, at(week - 1), now(2 * week))).as("a backlog").isFalse();
    assertThat(Guard.isIdle(state, at(week), now(week))).isTrue();
    fail(1, 2, 3, 4);
    assertThat(Guard.isIdle(state, at(9 * week), now(9 * week))).as("blocked").isFalse();
    tick(now(5000));
    assertThat(Guard.isIdle(state, at(9 * week), now(9 * week))).as("unseen").isFalse();
    state = Given.echoed(state, Guard.unconfirmed(state));
    assertThat(Guard.isIdle(state, at(4 * week), now(4 * week))).as("an offender").isFalse();
    assertThat(Guard.isIdle(state, at(9 * week), now(9 * week))).isTrue();
  }

  @Test
  void boundsTheWindow() {
    var wide = policy(GuardPolicy.MAX_ATTEMPTS, Duration.ofDays(7));
    for (int i = 0; i < 10 * Window.MAX_FAILURES; i++) {
      take(failure(i * 6200L), new Situation(wide, false, Instant.EPOCH));
      assertThat(state.window().failures()).hasSizeLessThanOrEqualTo(Window.MAX_FAILURES);
    }
  }

  private List<AuthenticationAttempt> fail(long... seconds) {
    var made = new ArrayList<AuthenticationAttempt>();
    for (long second : seconds) {
      made.add(failure(second));
      take(made.getLast(), now(second));
    }
    return made;
  }

  private Note take(AuthenticationAttempt attempt, Situation situation) {
    return apply(Guard.attempt(state, attempt, situation));
  }

  private Note order(Command command, Situation situation) {
    return apply(Guard.command(state, command, situation));
  }

  private Note tick(Situation situation) {
    return apply(Guard.tick(state, TARGET, situation));
  }

  private Note apply(Step step) {
    state = step.state();
    step.outputs().stream().filter(one -> !(one instanceof Output.Found)).forEach(outputs::add);
    return step.note();
  }

  private static GuardPolicy policy(int attempts, Duration period) {
    return new GuardPolicy(2, true, attempts, period, POLICY.blockFor(), null, List.of());
  }
}
