package io.ringfence.edge.call;

import io.ringfence.contracts.event.CallEnd;
import io.ringfence.contracts.event.CallState;
import io.ringfence.edge.sip.SipUri;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A call at one moment. What is no transition of a phase leaves it as it is, so that whatever is
/// said twice counts once.
sealed interface Phase {

  /// Dialogs of one call, be it forked by whom it may.
  int MAX_DIALOGS = 20;

  CallState state();

  /// A provisional response with a tag (RFC 3261 §12.1.1).
  default Phase rings(Dialog early) {
    return this;
  }

  /// A 2xx.
  ///
  /// @param session what it says of how long the session lasts without a refresh (RFC 4028)
  default Phase answered(Dialog dialog, @Nullable Duration session, Instant now) {
    return this;
  }

  /// A final response other than 2xx goes back.
  default Phase failed(int status, CallEnd end, Instant now) {
    return this;
  }

  /// The caller invites again, as a challenge asked it to.
  default Phase invitedAgain() {
    return this;
  }

  /// A request within the dialog with this callee went on.
  default Phase requested(String calleeTag, Side by, long number) {
    return this;
  }

  /// Such a request succeeded that refreshes target and session.
  ///
  /// @param contact of the side that sent it
  /// @param other the contact of the side that answered
  default Phase refreshed(
      String calleeTag,
      Side by,
      @Nullable SipUri contact,
      @Nullable SipUri other,
      @Nullable Duration session,
      Instant now) {
    return this;
  }

  /// A side has said BYE.
  default Phase hungUp(String calleeTag, Side by, Instant at) {
    return this;
  }

  /// Somebody from outside, or the server itself, ends it.
  default Phase ended(CallEnd end, @Nullable String actor, Instant now) {
    return new Ended(end, null, actor, null, now);
  }

  /// Time has passed.
  ///
  /// @param oldest when a call without a session timer must have begun
  default Phase woken(Instant startedAt, Instant oldest, Instant now) {
    return startedAt.isBefore(oldest) ? ended(CallEnd.LOST, null, now) : this;
  }

  default List<Dialog> dialogs() {
    return List.of();
  }

  /// The dialog with this callee, changed.
  private static List<Dialog> changed(
      List<Dialog> dialogs, String calleeTag, UnaryOperator<Dialog> change) {
    return dialogs.stream()
        .map(dialog -> dialog.calleeTag().equals(calleeTag) ? change.apply(dialog) : dialog)
        .toList();
  }

  private static @Nullable Dialog find(List<Dialog> dialogs, String calleeTag) {
    return dialogs.stream()
        .filter(dialog -> dialog.calleeTag().equals(calleeTag))
        .findFirst()
        .orElse(null);
  }

  private static List<Dialog> with(List<Dialog> dialogs, Dialog one) {
    var next = new ArrayList<>(dialogs);
    next.removeIf(dialog -> dialog.calleeTag().equals(one.calleeTag()));
    if (next.size() < MAX_DIALOGS) {
      next.add(one);
    }
    return List.copyOf(next);
  }

  /// It rings, or is about to. Each phone may have an early dialog.
  record Attempted(List<Dialog> dialogs) implements Phase {

    /// Upon which the caller tries again: with credentials, a longer session.
    static final Set<Integer> ASKING = Set.of(401, 407, 422);

    private static final Duration PATIENCE = Duration.ofSeconds(32);

    @Override
    public CallState state() {
      return CallState.ATTEMPTED;
    }

    @Override
    public Phase rings(Dialog early) {
      return find(dialogs, early.calleeTag()) == null ? new Attempted(with(dialogs, early)) : this;
    }

    @Override
    public Phase requested(String calleeTag, Side by, long number) {
      return new Attempted(changed(dialogs, calleeTag, dialog -> dialog.sent(by, number)));
    }

    @Override
    public Phase answered(Dialog dialog, @Nullable Duration session, Instant now) {
      var early = find(dialogs, dialog.calleeTag());
      var confirmed = early == null ? dialog : dialog.after(early);
      return new Answered(now, List.of(confirmed), List.of(), now, session);
    }

    @Override
    public Phase failed(int status, CallEnd end, Instant now) {
      return ASKING.contains(status)
          ? new Challenged(status, now, now.plus(PATIENCE))
          : new Ended(end, status, null, null, now);
    }
  }

  /// It was refused in a way that asks the caller to try again, and it has not yet.
  record Challenged(int status, Instant at, Instant until) implements Phase {

    @Override
    public CallState state() {
      return CallState.ATTEMPTED;
    }

    @Override
    public Phase invitedAgain() {
      return new Attempted(List.of());
    }

    @Override
    public Phase woken(Instant startedAt, Instant oldest, Instant now) {
      return now.isBefore(until) ? this : new Ended(CallEnd.FAILED, status, null, null, at);
    }
  }

  /// Somebody has answered; should two phones of a fork have at once, the caller hangs one of them
  /// up again (§13.2.2.4) and the call goes on.
  ///
  /// @param over callees' tags of dialogs that were hung up: a repeated 2xx of theirs is no news
  /// @param session how long it lasts without a refresh; `null` for without a limit of its own
  record Answered(
      Instant answeredAt,
      List<Dialog> dialogs,
      List<String> over,
      Instant refreshedAt,
      @Nullable Duration session)
      implements Phase {

    /// What a refresh may be late, repetitions included.
    private static final Duration GRACE = Duration.ofSeconds(32);

    @Override
    public CallState state() {
      return CallState.ANSWERED;
    }

    private Phase with(List<Dialog> next) {
      return new Answered(answeredAt, next, over, refreshedAt, session);
    }

    @Override
    public Phase answered(Dialog dialog, @Nullable Duration length, Instant now) {
      boolean isNews =
          find(dialogs, dialog.calleeTag()) == null && !over.contains(dialog.calleeTag());
      return isNews && dialogs.size() + over.size() < MAX_DIALOGS
          ? with(Phase.with(dialogs, dialog))
          : this;
    }

    @Override
    public Phase requested(String calleeTag, Side by, long number) {
      return with(changed(dialogs, calleeTag, dialog -> dialog.sent(by, number)));
    }

    @Override
    public Phase refreshed(
        String calleeTag,
        Side by,
        @Nullable SipUri contact,
        @Nullable SipUri other,
        @Nullable Duration length,
        Instant now) {
      return find(dialogs, calleeTag) == null
          ? this
          : new Answered(
              answeredAt,
              changed(dialogs, calleeTag, dialog -> dialog.at(by, contact).at(by.other(), other)),
              over,
              now,
              length);
    }

    @Override
    public Phase hungUp(String calleeTag, Side by, Instant at) {
      var left = dialogs.stream().filter(dialog -> !dialog.calleeTag().equals(calleeTag)).toList();
      if (left.size() == dialogs.size()) {
        return this;
      }
      if (left.isEmpty()) {
        var end = by == Side.CALLER ? CallEnd.CALLER_HUNG_UP : CallEnd.CALLEE_HUNG_UP;
        return new Ended(end, null, null, answeredAt, at);
      }
      var hungUp = new ArrayList<>(over);
      hungUp.add(calleeTag);
      return new Answered(answeredAt, left, List.copyOf(hungUp), refreshedAt, session);
    }

    @Override
    public Phase ended(CallEnd end, @Nullable String actor, Instant now) {
      return new Ended(end, null, actor, answeredAt, now);
    }

    @Override
    public Phase woken(Instant startedAt, Instant oldest, Instant now) {
      boolean isOver =
          session == null
              ? answeredAt.isBefore(oldest)
              : refreshedAt.plus(session).plus(GRACE).isBefore(now);
      return isOver ? ended(CallEnd.LOST, null, now) : this;
    }
  }

  /// Over.
  ///
  /// @param status the final response, when nobody answered
  /// @param actor who ended it from outside
  /// @param answeredAt `null` when nobody answered
  record Ended(
      CallEnd end,
      @Nullable Integer status,
      @Nullable String actor,
      @Nullable Instant answeredAt,
      Instant endedAt)
      implements Phase {

    @Override
    public CallState state() {
      return CallState.ENDED;
    }

    @Override
    public Phase ended(CallEnd other, @Nullable String by, Instant now) {
      return this;
    }

    @Override
    public Phase woken(Instant startedAt, Instant oldest, Instant now) {
      return this;
    }
  }
}
