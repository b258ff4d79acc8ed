package io.ringfence.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.CallEnd;
import io.ringfence.contracts.event.CallEvent;
import io.ringfence.contracts.event.CallState;
import io.ringfence.contracts.event.Command;
import io.ringfence.edge.account.Accounts;
import io.ringfence.testing.TestServers;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Calls between peers of others' making, over real sockets. All contacts are addresses that cannot
/// be reached, as behind NAT: what arrives has followed the flows. Needs `sipp` on the PATH.
@QuarkusTest
@QuarkusTestResource(TestServers.class)
class SippCallTest {

  @Inject EdgeFixture edge;
  @Inject Core core;
  @TempDir Path folder;

  @BeforeEach
  void accounts() throws Exception {
    assumeTrue(Sipp.isInstalled(), "sipp is not installed: calls of real peers not played");
    edge.ready();
    for (String number : new String[] {"601", "602", "603"}) {
      edge.account(number, "secret" + number);
      await().until(() -> isKnown(number));
    }
  }

  private boolean isKnown(String number) throws IOException {
    try (var phone = SipPhone.udp("127.0.0.60", edge.port())) {
      var answer = phone.register(number, "secret" + number, "MD5");
      core.registrar().dropAll(number);
      return answer.status() == 200;
    }
  }

  private Sipp phone(String number, String address, String scenario) throws Exception {
    return Sipp.registered(folder, scenario, address, edge.port(), number);
  }

  private Sipp caller(String scenario, String transport) throws IOException {
    return Sipp.start(
        folder,
        scenario,
        "127.0.0.61",
        edge.port(),
        "602",
        "-key",
        "caller",
        "601",
        "-au",
        "601",
        "-ap",
        "secret601",
        "-t",
        transport);
  }

  /// The caller's address, 127.0.0.61, is another SIP loop's than the phone's.
  @ParameterizedTest
  @CsvSource({
    "call, answer, u1",
    "call, answer, t1",
    "call-and-wait, answer-and-bye, u1",
    "call-and-hold, answer-and-hold, u1",
    "call-and-cancel, ring, u1"
  })
  void twoPeersTalk(String calling, String called, String transport) throws Exception {
    try (var phone = phone("602", "127.0.0.64", called);
        var caller = caller(calling, transport)) {
      caller.succeeds();
      phone.succeeds();
    }
  }

  @Test
  void callEndedFromOutside_isHungUpOnBothSides_andTold() throws Exception {
    try (var phone = phone("602", "127.0.0.62", "answer");
        var caller = caller("call-and-wait", "u1")) {
      await().until(() -> hasBegun("601") && latest("601").state() == CallState.ANSWERED);
      var call = latest("601");

      edge.publish(
          Topics.COMMANDS,
          call.source().toString(),
          Command.endCall(call.call(), call.source(), "token:ops", Instant.now()));

      caller.succeeds();
      phone.succeeds();
      await().until(() -> latest("601").state() == CallState.ENDED);
      assertThat(latest("601").call()).isEqualTo(call.call());
      assertThat(latest("601").end()).isEqualTo(CallEnd.OPERATOR);
      assertThat(latest("601").actor()).isEqualTo("token:ops");
    }
  }

  private boolean hasBegun(String account) {
    return !edge.callsOf(account).isEmpty();
  }

  private CallEvent latest(String account) {
    var calls = edge.callsOf(account);
    return calls.getLast();
  }

  /// Within a second, without a restart; a lock on the account alone does the same.
  @Test
  void lockedPbx_andLockedAccount_getForbidden_andAreUnlockedAgain() throws Exception {
    edge.lockPbx(true);
    await().atMost(Duration.ofSeconds(1)).until(() -> core.calls().locks().isPbxLocked());
    try (var caller = caller("call-locked", "u1")) {
      caller.succeeds();
    }
    edge.lockPbx(false);
    await().until(() -> !core.calls().locks().isPbxLocked());

    edge.account("601", "secret601", true, true, Instant.EPOCH);
    await().until(() -> isLocked("601"));
    try (var caller = caller("call-locked", "u1")) {
      caller.succeeds();
    }
    edge.account("601", "secret601");
    await().until(() -> !isLocked("601"));
  }

  private boolean isLocked(String number) {
    return core.accounts().find(number) instanceof Accounts.Known(var account) && account.locked();
  }

  @Test
  void twoPhonesRing_oneAnswers_theOtherIsCancelled() throws Exception {
    try (var first = phone("602", "127.0.0.64", "answer");
        var second = phone("602", "127.0.0.62", "ring");
        var caller = caller("call", "u1")) {
      caller.succeeds();
      first.succeeds();
      second.succeeds();
    }
  }
}
