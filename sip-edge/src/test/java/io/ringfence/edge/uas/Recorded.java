package io.ringfence.edge.uas;

import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.CallEvent;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Transport;
import io.ringfence.edge.call.CallControl;
import io.ringfence.edge.call.CallLimits;
import io.ringfence.edge.call.CallLog;
import io.ringfence.edge.call.CallTable;
import io.ringfence.edge.call.DialPlan;
import io.ringfence.edge.call.Locks;
import io.ringfence.edge.registrar.Binding;
import io.ringfence.edge.registrar.Bindings;
import io.ringfence.edge.sip.Method;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Every port in memory: what was told is kept.
public final class Recorded implements Attempts, Bindings, CallLog, Capture, Tally {

  public final List<AuthenticationAttempt> attempts = new ArrayList<>();
  public final List<Binding> set = new ArrayList<>();
  public final List<Binding> removed = new ArrayList<>();
  public final List<Result> results = new ArrayList<>();
  public final List<Drop> drops = new ArrayList<>();
  public final List<CallEvent> calls = new ArrayList<>();

  /// The first lines of what was shown.
  public final List<String> shown = new ArrayList<>();

  public int guessesPastLimit;

  @Override
  public void observed(AuthenticationAttempt attempt) {
    attempts.add(attempt);
  }

  /// Of three calls at most, which are told here.
  public CallControl control() {
    var limits = new CallLimits(3, Duration.ofHours(12), Duration.ofMinutes(1));
    return new CallControl(
        new CallTable(limits, this, "edge"),
        new Locks(false),
        new DialPlan(DialPlan.Rules.DEFAULT));
  }

  @Override
  public void told(CallEvent event) {
    calls.add(event);
  }

  @Override
  public void set(Binding binding) {
    set.add(binding);
  }

  @Override
  public void removed(Binding binding) {
    removed.add(binding);
  }

  @Override
  public void request(Method method, Transport transport, Result result) {
    results.add(result);
  }

  @Override
  public void dropped(Transport transport, Drop drop, int count) {
    drops.add(drop);
  }

  @Override
  public void attempt(Outcome outcome, @Nullable Reason reason) {}

  @Override
  public void guessPastLimit() {
    guessesPastLimit++;
  }

  @Override
  public boolean isOn() {
    return false;
  }

  @Override
  public void received(byte[] message, Peer from, Instant now) {
    shown.add(firstLine(message));
  }

  private static String firstLine(byte[] message) {
    return new String(message, StandardCharsets.UTF_8).split("\r\n", 2)[0];
  }

  @Override
  public void sent(byte[] message, Peer to, Instant now) {
    shown.add(firstLine(message));
  }

  @Override
  public void decided(SipRequest request, Peer from, Result result, Instant now) {}

  @Override
  public void attempted(AuthenticationAttempt attempt) {}
}
