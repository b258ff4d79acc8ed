package io.ringfence.guard.history;

import io.ringfence.contracts.bus.AttemptReader;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.CallEvent;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.SecurityAlert;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// What one record says that history keeps.
sealed interface Content {

  /// A login, rejected or accepted.
  record Login(AuthenticationAttempt attempt) implements Content {}

  record Decision(BlockDecision block) implements Content {}

  record Call(CallEvent call) implements Content {}

  /// Something that administrators hear of and that is in no other line.
  record Alert(SecurityAlert alert) implements Content {}

  /// A login of which it is not known how it ended, an alert that goes with a block, or a
  /// tombstone.
  record Nothing() implements Content {}

  /// @throws IllegalArgumentException with the reason when the record cannot be read
  static Content of(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      return new Nothing();
    }
    return switch (record.topic()) {
      case Topics.ATTEMPTS -> of(AttemptReader.read(record.value()));
      case Topics.CALLS -> new Call(Json.read(record.value(), CallEvent.class));
      case Topics.ALERTS -> of(Json.read(record.value(), SecurityAlert.class));
      default -> of(Json.read(record.value(), BlockDecision.class));
    };
  }

  private static Content of(AuthenticationAttempt attempt) {
    return attempt.outcome() == Outcome.UNKNOWN ? new Nothing() : new Login(attempt);
  }

  private static Content of(SecurityAlert alert) {
    return switch (alert.kind()) {
      case RULE_WATCHED,
          STALE_PASSWORD,
          SUCCESS_AFTER_GUESSING,
          TOLL_WARNING,
          TOLL_CRITICAL,
          PBX_LOCKED,
          PBX_UNLOCKED,
          FIREWALL_DRIFT,
          FIREWALL_LEAK,
          FIREWALL_OPENED,
          FIREWALL_CLOSED ->
          new Alert(alert);
      case SOURCE_BLOCKED, UNKNOWN -> new Nothing();
    };
  }

  private static Content of(BlockDecision block) {
    if (block.state() == BlockState.UNKNOWN) {
      throw new IllegalArgumentException("a block in a state that is not known");
    }
    return new Decision(block);
  }
}
