package io.ringfence.edge.proxy;

import static io.ringfence.edge.proxy.Call.CALLER;
import static io.ringfence.edge.proxy.Call.PHONE;
import static io.ringfence.edge.proxy.Call.TRUNK;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.config.PbxLock;
import io.ringfence.contracts.config.SipAccount;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.edge.call.DialPlan;
import io.ringfence.edge.call.Lock;
import io.ringfence.edge.call.Locks;
import io.ringfence.edge.uas.Bench;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a locked PBX, and a locked account, may and may not.
class LockTest {

  private Bench bench;
  private Call call;

  @BeforeEach
  void open() throws Exception {
    call = Call.betweenAccountsAndTrunk();
    bench = call.bench;
  }

  private void lock(Lock lock) {
    switch (lock) {
      case PBX -> bench.calls.locks().pbx(new PbxLock(2, true, "fraud", Instant.EPOCH, "ops"));
      case ACCOUNT -> {
        bench.accounts.announced(new SipAccount(2, "100", null, true, true, Instant.EPOCH));
        bench.accounts.announced(new SipAccount(2, "200", null, true, true, Instant.EPOCH));
      }
    }
  }

  private String dial(String number) {
    String uri = "sip:" + number + "@ringfence.local";
    return String.valueOf(
        bench.send(call.authorized(call.request("INVITE", uri, ""), "100", "secret"), CALLER));
  }

  @ParameterizedTest
  @EnumSource(Lock.class)
  void newCall_isForbidden_withTheReason_whereverItGoes(Lock lock) {
    lock(lock);

    for (String number : new String[] {"004930123", "200", "no-such-account"}) {
      assertThat(dial(number))
          .startsWith("SIP/2.0 403 ")
          .contains("\r\nReason: SIP;cause=403;text=\"" + lock.words() + "\"");
    }

    assertThat(bench.wire.sent).isEmpty();
    assertThat(bench.recorded.calls).isEmpty();
    assertThat(bench.proxy.transactions()).isZero();
    assertThat(bench.recorded.attempts)
        .filteredOn(attempt -> attempt.outcome() == Outcome.REJECTED)
        .as("told once a second")
        .singleElement()
        .satisfies(
            attempt -> {
              assertThat(attempt.reason()).isEqualTo(Reason.NOT_PERMITTED);
              assertThat(attempt.account()).isEqualTo("100");
            });
  }

  @ParameterizedTest
  @EnumSource(Lock.class)
  void emergencyNumber_isCalledAllTheSame(Lock lock) {
    lock(lock);

    dial("112");

    assertThat(bench.wire.one(TRUNK).firstLine()).startsWith("INVITE sip:112@");
    assertThat(bench.recorded.calls.getLast().isEmergency()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Lock.class)
  void incomingCall_goesOn(Lock lock) {
    lock(lock);

    bench.send(
        call.request("INVITE", "sip:200@192.0.2.1", "z9hG4bKin", "+4930", "192.0.2.50", ""), TRUNK);

    assertThat(bench.wire.one(PHONE).firstLine()).startsWith("INVITE ");
  }

  @ParameterizedTest
  @EnumSource(Lock.class)
  void callInProgress_isNotTouched(Lock lock) {
    call.invite("");
    bench.wire.take(CALLER);
    var invite = bench.wire.one(PHONE);
    lock(lock);

    bench.send(Call.answer(invite, 200, "callee", "Contact: <sip:200@10.1.1.1:5062>\r\n"), PHONE);
    var ok = bench.wire.one(CALLER);
    for (String method : new String[] {"INVITE", "INFO", "BYE"}) {
      bench.send(call.within(ok, method, true), CALLER);
      assertThat(bench.wire.one(PHONE).firstLine()).startsWith(method);
      bench.wire.take(CALLER);
    }
  }

  @Test
  void lockedAccount_registers_butADisabledOneDoesNot() {
    lock(Lock.ACCOUNT);

    assertThat(call.register("200", "other")).startsWith("SIP/2.0 200 ");

    bench.accounts.announced(new SipAccount(3, "200", null, false, true, Instant.EPOCH));
    assertThat(call.register("200", "other")).startsWith("SIP/2.0 401 ");
  }

  @Test
  void strangersAreNotTold() {
    lock(Lock.PBX);

    assertThat(bench.send(call.request("INVITE", "sip:004930123@ringfence.local", ""), CALLER))
        .startsWith("SIP/2.0 407 ");
  }

  @Test
  void otherRequestsGoOn() {
    lock(Lock.PBX);

    bench.send(
        call.authorized(call.request("MESSAGE", "sip:200@ringfence.local", ""), "100", "secret"),
        CALLER);

    assertThat(bench.wire.one(PHONE).firstLine()).startsWith("MESSAGE ");
  }

  @Test
  void whenTheOperatorSaysSo_accountsStillReachEachOther_unlessTheAccountIsLocked() {
    var locks = new Locks(true);
    var plan = new DialPlan(DialPlan.Rules.DEFAULT);
    locks.pbx(new PbxLock(2, true, null, Instant.EPOCH, "ops"));

    assertThat(locks.on(false, plan.dialled("200"), true)).isNull();
    assertThat(locks.on(true, plan.dialled("200"), true)).isEqualTo(Lock.ACCOUNT);
    assertThat(locks.on(false, plan.dialled("004930123"), false)).isEqualTo(Lock.PBX);
  }

  @Test
  void unlockedPbx_callsAgain() {
    lock(Lock.PBX);
    dial("004930123");

    bench.calls.locks().pbx(PbxLock.OPEN);
    dial("004930124");

    assertThat(bench.wire.take(TRUNK)).hasSize(1);
  }
}
