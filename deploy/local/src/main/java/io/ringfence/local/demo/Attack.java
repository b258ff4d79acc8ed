package io.ringfence.local.demo;

import io.ringfence.contracts.event.BlockState;
import io.ringfence.local.sip.SipPhone;
import io.ringfence.local.suite.Failure;
import io.ringfence.local.suite.RunningSuite;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// One attacker who guesses until blocked, and how long each step took from the last failure.
///
/// @param failedAt the failure that decided, by the edge's clock
/// @param decided until the decision was received from the bus
/// @param edge until sip-edge had it in force
/// @param firewall until firewall-service had it in force
record Attack(
    String source,
    int failures,
    UUID blockId,
    Instant failedAt,
    Duration decided,
    Duration edge,
    Duration firewall) {

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(3);
  private static final Duration STEP_LIMIT = Duration.ofSeconds(10);

  /// @param failures how many the policy allows
  /// @throws Failure when a step does not happen
  static Attack play(
      RunningSuite suite, BusWatch bus, InetAddress source, String account, int failures)
      throws IOException, InterruptedException {
    String target = source.getHostAddress();
    try (var phone = SipPhone.udp(source, suite.sip(), suite.domain(), account)) {
      expect(phone.ask(ANSWER_LIMIT).map(m -> m.status()).orElse(0), target, "a first request");
      for (int i = 1; i <= failures; i++) {
        expect(
            phone.guess("wrong-" + i, ANSWER_LIMIT).map(m -> m.status()).orElse(0),
            target,
            "wrong password " + i);
      }
    }
    var decision =
        bus.awaitDecision(target, STEP_LIMIT)
            .orElseThrow(() -> new Failure("no decision to block " + target + " was made"));
    UUID block = decision.block().blockId();
    Instant failedAt =
        decision.block().evidence().lastSeen() == null
            ? decision.block().decidedAt()
            : decision.block().evidence().lastSeen();
    return new Attack(
        target,
        decision.block().evidence().attempts(),
        block,
        failedAt,
        Duration.between(failedAt, decision.seenAt()),
        Duration.between(failedAt, enforced(bus, "sip-edge", block, target)),
        Duration.between(failedAt, enforced(bus, "firewall-service", block, target)));
  }

  private static Instant enforced(BusWatch bus, String enforcer, UUID block, String target)
      throws InterruptedException {
    return bus.awaitEnforced(enforcer, block, BlockState.ACTIVE, STEP_LIMIT)
        .orElseThrow(() -> new Failure(enforcer + " did not report the block of " + target));
  }

  private static void expect(int status, String source, String request) {
    if (status != 401) {
      throw new Failure(
          "%s from %s was answered %s, not 401"
              .formatted(request, source, status == 0 ? "by nobody" : Integer.toString(status)));
    }
  }
}
