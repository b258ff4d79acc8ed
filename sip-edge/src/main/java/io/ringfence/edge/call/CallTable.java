package io.ringfence.edge.call;

import io.ringfence.contracts.event.CallEnd;
import io.ringfence.contracts.event.CallState;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.edge.sip.SipUri;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The calls that this node carries. For several threads: the two sides of a call may be spoken
/// with by different loops, so all of it is behind one lock, which only requests that begin, change
/// or end a call ask for.
public final class CallTable {

  private record Key(String callId, String callerTag) {}

  private static final class Entry {
    private Call call;
    private Line line;
    private Instant toldAt = Instant.EPOCH;

    Entry(Call call, Line line) {
      this.call = call;
      this.line = line;
    }
  }

  private final CallLimits limits;
  private final CallLog log;
  private final String edge;
  private final Map<UUID, Entry> calls = new HashMap<>();
  private final Map<Key, Entry> byKey = new HashMap<>();
  private long untracked;

  /// @param edge this node's name
  public CallTable(CallLimits limits, CallLog log, String edge) {
    this.limits = limits;
    this.log = log;
    this.edge = edge;
  }

  /// Whether a final response asks the caller to try again.
  public static boolean asksAgain(int status) {
    return Phase.Attempted.ASKING.contains(status);
  }

  /// An invitation goes on. That of a call which is known already, on another of its ways through
  /// here, is not another call.
  ///
  /// @return the call; `null` when it is not tracked
  public synchronized @Nullable UUID invited(Invitation invitation, Line line, Instant now) {
    var key = new Key(invitation.callId(), invitation.callerTag());
    var known = byKey.get(key);
    if (known != null) {
      var again = known.call.phase().invitedAgain();
      if (again == known.call.phase()) {
        return null;
      }
      known.line = line;
      return take(known, again, now);
    }
    if (calls.size() >= limits.max()) {
      untracked++;
      return null;
    }
    var call = new Call(EventIds.next(), invitation, now, new Phase.Attempted(List.of()));
    var entry = new Entry(call, line);
    calls.put(call.id(), entry);
    byKey.put(key, entry);
    tell(entry, now);
    return call.id();
  }

  /// A phone rings.
  public synchronized void rings(UUID id, Dialog early, Instant now) {
    change(id, phase -> phase.rings(early), now);
  }

  /// A phone was answered.
  ///
  /// @param session how long the session lasts without a refresh, when it says so (RFC 4028)
  /// @return whether the call goes on; not when it was ended meanwhile
  public synchronized boolean answered(
      UUID id, Dialog dialog, @Nullable Duration session, Instant now) {
    change(id, phase -> phase.answered(dialog, session, now), now);
    return calls.containsKey(id);
  }

  /// Nobody answered.
  public synchronized void failed(UUID id, int status, CallEnd end, Instant now) {
    change(id, phase -> phase.failed(status, end, now), now);
  }

  /// A request within a dialog goes on.
  public synchronized void requested(DialogId dialog, Side by, long number, Instant now) {
    change(dialog, phase -> phase.requested(dialog.calleeTag(), by, number), now);
  }

  /// A request succeeded that refreshes target and session.
  ///
  /// @param by who sent it
  /// @param contact of who sent it
  /// @param other the contact of who answered it
  /// @param session how long the session lasts now without another refresh, when it says so
  public synchronized void refreshed(
      DialogId dialog,
      Side by,
      @Nullable SipUri contact,
      @Nullable SipUri other,
      @Nullable Duration session,
      Instant now) {
    String tag = dialog.calleeTag();
    change(dialog, phase -> phase.refreshed(tag, by, contact, other, session, now), now);
  }

  /// A side has hung up.
  public synchronized void hungUp(DialogId dialog, Side by, Instant at) {
    change(dialog, phase -> phase.hungUp(dialog.calleeTag(), by, at), at);
  }

  /// The dialog as it is; `null` when it is none of a call that is known.
  public synchronized @Nullable Dialog find(DialogId id) {
    var entry = byKey.get(new Key(id.callId(), id.callerTag()));
    return entry == null
        ? null
        : entry.call.phase().dialogs().stream()
            .filter(dialog -> dialog.calleeTag().equals(id.calleeTag()))
            .findFirst()
            .orElse(null);
  }

  /// Ends a call from outside.
  ///
  /// @param actor who wants it
  /// @param owner who is asked: only whoever forwarded the invitation can do it
  /// @return what is to be done; `null` when the call is none of the owner's
  public synchronized @Nullable Ending end(UUID id, String actor, Object owner, Instant now) {
    var entry = calls.get(id);
    if (entry == null || entry.line.owner() != owner) {
      return null;
    }
    var dialogs = entry.call.phase().dialogs();
    boolean isAnswered = entry.call.phase().state() == CallState.ANSWERED;
    String callId = entry.call.invitation().callId();
    take(entry, entry.call.phase().ended(CallEnd.OPERATOR, actor, now), now);
    return isAnswered ? new Ending.Connected(callId, dialogs) : new Ending.Invited(entry.line);
  }

  /// Ends what time has ended, and says what still goes on. To be called every few seconds.
  public synchronized void sweep(Instant now) {
    var oldest = now.minus(limits.maxAge());
    for (Entry entry : List.copyOf(calls.values())) {
      var call = entry.call;
      take(entry, call.phase().woken(call.startedAt(), oldest, now), now);
      if (!entry.toldAt.plus(limits.confirmEvery()).isAfter(now)) {
        tell(entry, now);
      }
    }
  }

  /// The node ends: what goes on is not seen any more.
  public synchronized void close(Instant now) {
    for (Entry entry : List.copyOf(calls.values())) {
      take(entry, entry.call.phase().ended(CallEnd.LOST, null, now), now);
    }
  }

  public synchronized int size() {
    return calls.size();
  }

  /// How many calls were carried and not tracked, for there were as many as may be.
  public synchronized long untracked() {
    return untracked;
  }

  private void change(UUID id, UnaryOperator<Phase> event, Instant now) {
    var entry = calls.get(id);
    if (entry != null) {
      take(entry, event.apply(entry.call.phase()), now);
    }
  }

  private void change(DialogId dialog, UnaryOperator<Phase> event, Instant now) {
    var entry = byKey.get(new Key(dialog.callId(), dialog.callerTag()));
    if (entry != null) {
      take(entry, event.apply(entry.call.phase()), now);
    }
  }

  private UUID take(Entry entry, Phase next, Instant now) {
    var before = entry.call.phase().state();
    entry.call = entry.call.in(next);
    if (next instanceof Phase.Ended) {
      var invitation = entry.call.invitation();
      calls.remove(entry.call.id());
      byKey.remove(new Key(invitation.callId(), invitation.callerTag()));
    }
    if (next.state() != before) {
      tell(entry, now);
    }
    return entry.call.id();
  }

  private void tell(Entry entry, Instant now) {
    entry.toldAt = now;
    log.told(entry.call.event(edge, now));
  }
}
