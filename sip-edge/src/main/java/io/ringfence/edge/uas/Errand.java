package io.ringfence.edge.uas;

import io.ringfence.edge.admission.Entry;
import io.ringfence.edge.guard.Challenges;
import io.ringfence.edge.guard.Presented;
import io.ringfence.edge.guard.Turnstile;
import io.ringfence.edge.guard.Verdicts;
import io.ringfence.edge.proxy.Escort;
import io.ringfence.edge.proxy.Held;
import io.ringfence.edge.sip.FieldEdit;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.SipResponse;
import org.jspecify.annotations.Nullable;

/// One request of a phone on its way to the PBX: keeps back what the PBX must not see, and takes
/// what it answers to [PbxLogins]. Not for several threads.
final class Errand implements Escort, Turnstile.Waiting {

  private final SipRequest request;
  private final Peer peer;
  private final Entry entry;
  private final Presented presented;
  private final boolean isWithheld;
  private final PbxLogins logins;
  private @Nullable Held held;
  private boolean isAsked;
  private boolean isJudged;
  private boolean isSettled;

  /// @param isWithheld whether the PBX does not judge the credentials: they are wrong in any case
  Errand(
      SipRequest request,
      Peer peer,
      Entry entry,
      Presented presented,
      boolean isWithheld,
      PbxLogins logins) {
    this.request = request;
    this.peer = peer;
    this.entry = entry;
    this.presented = presented;
    this.isWithheld = isWithheld;
    this.logins = logins;
  }

  SipRequest request() {
    return request;
  }

  Peer peer() {
    return peer;
  }

  boolean isTrusted() {
    return entry == Entry.TRUSTED;
  }

  boolean isWithheld() {
    return isWithheld;
  }

  Presented presented() {
    return presented;
  }

  @Override
  public boolean isLogin() {
    return presented.areProven();
  }

  void hold(Held request) {
    held = request;
  }

  @Override
  public void go() {
    var waiting = held;
    isJudged = true;
    if (waiting == null || waiting.isOver() || !logins.mayGo(this)) {
      leave();
      drop();
    } else {
      send(waiting);
    }
  }

  /// Goes to the PBX now.
  ///
  /// @param judged whether it counts as a guess that is under way
  void send(Held request, boolean judged) {
    isJudged = judged;
    send(request);
  }

  private void send(Held request) {
    if (!logins.asks(this)) {
      leave();
      request.refuse();
      return;
    }
    isAsked = true;
    request.release();
  }

  @Override
  public void refuse() {
    if (held != null) {
      held.refuse();
    }
  }

  @Override
  public void drop() {
    if (held != null) {
      held.drop();
      logins.dropped(this);
    }
  }

  @Override
  public FieldEdit outward() {
    return isWithheld ? Presented.without() : presented.withoutForeign();
  }

  @Override
  public void received(SipResponse response) {
    answered();
    logins.passing(this, response);
    if (isLogin() && !isSettled) {
      logins.heard(this, response);
    }
    if (!response.isProvisional() && response.status() != 503) {
      leave();
    }
  }

  /// The login's end is known: it is told once.
  void settle() {
    isSettled = true;
    leave();
  }

  /// It no longer counts as a guess that is under way.
  void leave() {
    if (isJudged) {
      isJudged = false;
      logins.left(this);
    }
  }

  private void answered() {
    if (isAsked) {
      isAsked = false;
      logins.answered(this);
    }
  }

  @Override
  public FieldEdit homeward(SipResponse response) {
    return presented.areForeign() && Verdicts.isChallenge(response.status())
        ? Challenges.stale()
        : FieldEdit.NONE;
  }

  /// An answer to credentials is kept for repetitions of the request: they would be guesses, too.
  @Override
  public boolean isForgotten(SipResponse response) {
    return !isLogin() && Verdicts.isChallenge(response.status());
  }

  @Override
  public void failed() {
    answered();
    leave();
  }
}
