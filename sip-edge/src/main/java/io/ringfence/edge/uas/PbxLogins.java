package io.ringfence.edge.uas;

import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.admission.Admission;
import io.ringfence.edge.admission.Entry;
import io.ringfence.edge.admission.KnownLogins;
import io.ringfence.edge.fuse.Fuse;
import io.ringfence.edge.guard.GuardSettings;
import io.ringfence.edge.guard.Turnstile;
import io.ringfence.edge.guard.Verdicts;
import io.ringfence.edge.registrar.Registrar;
import io.ringfence.edge.sip.Method;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.SipResponse;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Learns from a PBX's answers how logins ended. Not for several threads: it belongs to the loop of
/// the sources it knows.
final class PbxLogins {

  private final Verdicts verdicts;
  private final Turnstile turnstile;
  private final Admission admission;
  private final KnownLogins known;
  private final RegisteredTrunks trunks;
  private final Fuse fuse;
  private final Registrar registrar;
  private final Logins logins;
  private final Tally tally;
  private final LongSupplier nowMillis;

  PbxLogins(
      GuardSettings settings,
      Verdicts verdicts,
      Admission admission,
      KnownLogins known,
      RegisteredTrunks trunks,
      Fuse fuse,
      Registrar registrar,
      Logins logins,
      Tally tally,
      LongSupplier nowMillis) {
    this.verdicts = verdicts;
    this.turnstile = new Turnstile(settings);
    this.admission = admission;
    this.known = known;
    this.trunks = trunks;
    this.fuse = fuse;
    this.registrar = registrar;
    this.logins = logins;
    this.tally = tally;
    this.nowMillis = nowMillis;
  }

  Turnstile turnstile() {
    return turnstile;
  }

  private Instant now() {
    return Instant.ofEpochMilli(nowMillis.getAsLong());
  }

  private static IpAddress source(Errand errand) {
    return Fuse.network(errand.peer().address());
  }

  private boolean isSpared(Errand errand) {
    return errand.isTrusted() || trunks.spare(errand.peer().address(), now());
  }

  private int allowed(Errand errand) {
    if (isSpared(errand)) {
      return Integer.MAX_VALUE;
    }
    var source = errand.peer().address();
    String username = errand.presented().username();
    long now = nowMillis.getAsLong();
    return fuse.left(
        source, username, known.neighbourhood(username, source, now), admission.policy(), now);
  }

  /// Whether a login may be judged at once.
  boolean enters(Errand errand) {
    return turnstile.enter(source(errand), allowed(errand));
  }

  /// @return `false` when too many wait already
  boolean queues(Errand errand) {
    return turnstile.queue(source(errand), errand, nowMillis.getAsLong());
  }

  /// @return `false` when the source has left too much unanswered
  boolean asks(Errand errand) {
    return turnstile.ask(source(errand));
  }

  void answered(Errand errand) {
    turnstile.answered(source(errand));
  }

  void left(Errand errand) {
    turnstile.left(source(errand), allowed(errand));
  }

  /// Whether a login that has waited may still go.
  boolean mayGo(Errand errand) {
    return admission.check(errand.peer().address(), nowMillis.getAsLong()) != Entry.BLOCKED;
  }

  void dropped(Errand errand) {
    tally.dropped(errand.peer().transport(), Drop.FUSED);
  }

  /// A response goes back, whatever it answers.
  void passing(Errand errand, SipResponse response) {
    verdicts.passing(response, errand.peer().address(), nowMillis.getAsLong());
  }

  /// A response to a login that has not been told yet.
  void heard(Errand errand, SipResponse response) {
    var request = errand.request();
    var source = errand.peer().address();
    if (errand.isWithheld()) {
      if (!response.isProvisional()) {
        rejected(errand, Reason.LOCKED_ACCOUNT);
      }
      return;
    }
    var outcome = verdicts.of(request, response, errand.presented(), source, nowMillis.getAsLong());
    switch (outcome) {
      case ACCEPTED -> accepted(errand);
      case REJECTED -> rejected(errand, Reason.BAD_CREDENTIALS);
      case UNKNOWN_ACCOUNT -> rejected(errand, Reason.UNKNOWN_ACCOUNT);
      case FORBIDDEN ->
          rejected(errand, isKnown(errand) ? Reason.NOT_PERMITTED : Reason.BAD_CREDENTIALS);
      case TRYING -> {
        if (isKnown(errand)) {
          errand.leave();
        }
      }
      case STALE, UNDECIDED -> errand.settle();
      case UNAVAILABLE -> {}
    }
  }

  /// Whether somebody who knows the password was there before: then a call that is not allowed is
  /// no guess, and one that is on its way holds nobody up.
  private boolean isKnown(Errand errand) {
    return known.has(errand.presented().username(), errand.peer().address(), nowMillis.getAsLong());
  }

  private void rejected(Errand errand, Reason reason) {
    var peer = errand.peer();
    var policy = admission.policy();
    if (Fuse.counts(reason) && policy.enabled() && !isSpared(errand)) {
      var source = peer.address();
      String username = errand.presented().username();
      long now = nowMillis.getAsLong();
      var neighbourhood = known.neighbourhood(username, source, now);
      if (fuse.failed(source, username, neighbourhood, policy, now) > policy.attempts()) {
        tally.guessPastLimit();
      }
    }
    logins.rejected(errand.request(), peer, reason, errand.presented().username(), now());
    errand.settle();
  }

  private void accepted(Errand errand) {
    var request = errand.request();
    var source = errand.peer().address();
    String username = errand.presented().username();
    String account = account(request);
    boolean isUsual = registrar.isUsualFrom(account == null ? username : account, source, now());
    boolean isDue = trunks.isDue(username, source, now());
    logins.accepted(request, errand.peer(), username, isDue || !isUsual, now());
    known.seen(username, source, nowMillis.getAsLong());
    if (account != null && request.method() == Method.REGISTER) {
      known.seen(account, source, nowMillis.getAsLong());
    }
    errand.settle();
  }

  /// Whom a request speaks for.
  private static @Nullable String account(SipRequest request) {
    return request.method() == Method.REGISTER
        ? request.to().uri().user()
        : request.from().uri().user();
  }

  void sweep(Instant now) {
    turnstile.sweep(now.toEpochMilli());
  }
}
