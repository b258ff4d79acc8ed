package io.ringfence.guard.detect;

import static io.ringfence.guard.detect.Given.TARGET;
import static io.ringfence.guard.detect.Given.at;
import static io.ringfence.guard.detect.Given.block;
import static io.ringfence.guard.detect.Given.decisions;
import static io.ringfence.guard.detect.Given.failure;
import static io.ringfence.guard.detect.Given.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.Command;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FeedBlocksTest {

  private static Command listed(long seconds, Instant until) {
    return order(Command.Action.FEED_BLOCK, seconds, UUID.randomUUID(), until);
  }

  private static Command unlisted(long seconds, UUID blockId) {
    return order(Command.Action.FEED_RELEASE, seconds, blockId, null);
  }

  private static Command order(
      Command.Action action, long seconds, UUID blockId, @Nullable Instant until) {
    return new Command(
        Event.SCHEMA_VERSION,
        UUID.randomUUID(),
        at(seconds),
        action,
        TARGET,
        blockId,
        Set.of(Service.SIP),
        until,
        "feed voipbl",
        "listed by voipbl");
  }

  private static Step step(SourceState state, Command order, long seconds) {
    return Guard.command(state, order, now(seconds));
  }

  private static BlockDecision only(Step step) {
    assertThat(decisions(step.outputs())).hasSize(1);
    return decisions(step.outputs()).getFirst();
  }

  @Test
  void blocksWhatIsListed_withoutAWarning() {
    var step = step(SourceState.EMPTY, listed(0, at(3_600)), 0);

    var block = only(step);
    assertThat(block.origin()).isEqualTo(Origin.FEED);
    assertThat(block.rule()).isEqualTo(Rule.FEED);
    assertThat(block.expiresAt()).isEqualTo(at(3_600));
    assertThat(step.outputs()).noneMatch(Output.Alert.class::isInstance);
    assertThat(step.state().block()).isEqualTo(block);
  }

  @Test
  void laterEnd_prolongsTheSameBlock_anEarlierOneDoesNothing() {
    var state = step(SourceState.EMPTY, listed(0, at(3_600)), 0).state();
    var longer = step(state, listed(60, at(7_200)), 60);

    assertThat(only(longer).blockId()).isEqualTo(state.block().blockId());
    assertThat(only(longer).expiresAt()).isEqualTo(at(7_200));
    assertThat(step(longer.state(), listed(61, at(7_000)), 61).note()).isEqualTo(Note.DUPLICATE);
  }

  @Test
  void orderThatComesTwice_isAnnouncedAgainWithTheSameId() {
    var order = listed(0, at(3_600));
    var once = step(SourceState.EMPTY, order, 0);
    var twice = step(once.state(), order, 1);

    assertThat(twice.note()).isEqualTo(Note.REPEATED);
    assertThat(only(twice)).isEqualTo(only(once));
    assertThat(twice.state()).isEqualTo(once.state());
  }

  @Test
  void replacesNobodysBlock() {
    var byHand =
        Guard.command(SourceState.EMPTY, block(UUID.randomUUID(), at(0), at(100)), now(0)).state();
    var step = step(byHand, listed(1, at(3_600)), 1);

    assertThat(step.note()).isEqualTo(Note.BLOCKED_OTHERWISE);
    assertThat(step.outputs()).isEmpty();
    var after = decisions(step(byHand, listed(101, at(3_600)), 101).outputs());
    assertThat(after)
        .as("its turn comes when the other is over")
        .extracting(BlockDecision::state)
        .containsExactly(BlockState.EXPIRED, BlockState.ACTIVE);
    assertThat(after.getLast().origin()).isEqualTo(Origin.FEED);
  }

  @Test
  void releasesItsOwnBlock_andNoOther() {
    var state = step(SourceState.EMPTY, listed(0, at(3_600)), 0).state();
    var byHand =
        Guard.command(SourceState.EMPTY, block(UUID.randomUUID(), at(0), at(100)), now(0)).state();

    var released = step(state, unlisted(10, state.block().blockId()), 10);
    assertThat(only(released).state()).isEqualTo(BlockState.RELEASED);
    assertThat(step(byHand, unlisted(10, byHand.block().blockId()), 10).note())
        .isEqualTo(Note.NOTHING_TO_RELEASE);
  }

  @Test
  void releaseThatFindsNoBlock_forgivesNothing() {
    var state = SourceState.EMPTY;
    for (int i = 0; i < 4; i++) {
      state = Guard.attempt(state, failure(i), now(i)).state();
    }
    var step = step(state, unlisted(5, UUID.randomUUID()), 5);

    assertThat(step.state()).isEqualTo(state);
    assertThat(step.outputs()).isEmpty();
    assertThat(Guard.attempt(step.state(), failure(6), now(6)).note()).isEqualTo(Note.DECIDED);
  }

  @Test
  void trustedSource_isNotBlocked() {
    var situation = new Situation(Given.POLICY, true, at(0));

    assertThat(Guard.command(SourceState.EMPTY, listed(0, at(3_600)), situation).note())
        .isEqualTo(Note.REFUSED_TRUSTED);
  }

  @Test
  void operatorReleasesItByHand() {
    var state = step(SourceState.EMPTY, listed(0, at(3_600)), 0).state();
    var released = Guard.command(state, Given.release(null, at(5)), now(5));

    assertThat(only(released).actor()).isEqualTo("alice");
    assertThat(only(released).origin()).isEqualTo(Origin.FEED);
  }

  /// Guesses at the web of a source that a list keeps from SIP.
  private static Step attackedOtherwise(SourceState listed) {
    var step = new Step(listed, List.of(), Note.NOTHING);
    for (int i = 0; i < 5; i++) {
      step = Guard.attempt(step.state(), failure(10 + i, Service.WEB), now(10 + i));
    }
    return step;
  }

  @Test
  void whoAttacksWhatTheListLeavesOpen_isTheGuardsFromThenOn() {
    var listed = step(SourceState.EMPTY, listed(0, at(86_400)), 0).state();
    var step = attackedOtherwise(listed);

    assertThat(decisions(step.outputs()))
        .extracting(BlockDecision::state, BlockDecision::origin)
        .containsExactly(
            tuple(BlockState.RELEASED, Origin.FEED), tuple(BlockState.ACTIVE, Origin.GUARD));
    var own = step.state().block();
    assertThat(own.services()).containsExactlyInAnyOrder(Service.SIP, Service.WEB);
    assertThat(own.expiresAt()).as("not before the list's").isEqualTo(at(86_400));
    assertThat(own.blockId()).isNotEqualTo(listed.block().blockId());
    assertThat(decisions(step.outputs()).getFirst().actor()).as("nobody's exemption").isNull();
  }

  @Test
  void whatTheListSaysNext_doesNotConcernTheGuardsBlock() {
    var listed = step(SourceState.EMPTY, listed(0, at(86_400)), 0).state();
    var state = attackedOtherwise(listed).state();

    var renewed = step(state, listed(60, at(172_800)), 60);
    assertThat(renewed.note()).isEqualTo(Note.BLOCKED_OTHERWISE);
    var unlisted = step(state, unlisted(60, listed.block().blockId()), 60);
    assertThat(unlisted.note()).isEqualTo(Note.NOTHING_TO_RELEASE);
    assertThat(unlisted.state().block()).isEqualTo(state.block());
  }

  @Test
  void theVerdictThatComesTwice_isAnnouncedAgainWithBothDecisions() {
    var listed = step(SourceState.EMPTY, listed(0, at(86_400)), 0).state();
    for (int i = 0; i < 4; i++) {
      listed = Guard.attempt(listed, failure(10 + i, Service.WEB), now(10 + i)).state();
    }
    var last = failure(14, Service.WEB);
    var once = Guard.attempt(listed, last, now(14));
    var twice = Guard.attempt(once.state(), last, now(15));

    assertThat(decisions(twice.outputs())).isEqualTo(decisions(once.outputs()));
  }
}
