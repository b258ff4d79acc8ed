package io.ringfence.edge.guard;

import io.ringfence.contracts.net.IpAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How much of one source is with the PBX at a time. Not for several threads.
///
/// A login counts as failed until the PBX has said otherwise. So no more of them are with the PBX
/// than the source may still fail, and the rest wait in the order they came: however fast a source
/// guesses, and however many guesses are under way, not one more is judged than the policy allows.
/// Honest phones behind one address wait for no longer than the PBX takes.
public final class Turnstile {

  /// A login that waits.
  public interface Waiting {

    /// It may go.
    void go();

    /// It has waited too long.
    void refuse();

    /// Its source has failed too often meanwhile.
    void drop();
  }

  private record Waiter(Waiting waiting, long untilMillis) {}

  /// What one source has with the PBX, and what waits.
  private static final class Source {
    private int judged;
    private int unanswered;
    private final Deque<Waiter> waiting = new ArrayDeque<>(0);

    boolean isIdle() {
      return judged == 0 && unanswered == 0 && waiting.isEmpty();
    }
  }

  private final GuardSettings settings;
  private final Map<IpAddress, Source> sources = new HashMap<>();
  private int waiting;
  private long refused;

  public Turnstile(GuardSettings settings) {
    this.settings = settings;
  }

  private Source of(IpAddress source) {
    return sources.computeIfAbsent(source, some -> new Source());
  }

  private void forget(IpAddress source, Source idle) {
    if (idle.isIdle()) {
      sources.remove(source);
    }
  }

  /// A request goes to the PBX.
  ///
  /// @return `false` when it has left too many of this source unanswered
  public boolean ask(IpAddress source) {
    var asking = of(source);
    if (asking.unanswered >= settings.maxUnansweredPerSource()) {
      refused++;
      return false;
    }
    asking.unanswered++;
    return true;
  }

  /// A request has got its first answer, or never gets one.
  public void answered(IpAddress source) {
    var asking = sources.get(source);
    if (asking != null) {
      asking.unanswered--;
      forget(source, asking);
    }
  }

  /// A login wants to be judged.
  ///
  /// @param allowed how many failures the source has left
  /// @return whether it may go at once
  public boolean enter(IpAddress source, int allowed) {
    var entering = of(source);
    boolean mayGo = entering.judged < allowed && entering.waiting.isEmpty();
    if (mayGo) {
      entering.judged++;
    }
    forget(source, entering);
    return mayGo;
  }

  /// A login waits until others of its source are judged.
  ///
  /// @return `false` when too many wait already
  public boolean queue(IpAddress source, Waiting login, long nowMillis) {
    var queue = of(source).waiting;
    if (waiting >= settings.maxWaiting() || queue.size() >= settings.maxWaitingPerSource()) {
      refused++;
      forget(source, of(source));
      return false;
    }
    queue.add(new Waiter(login, nowMillis + settings.patience().toMillis()));
    waiting++;
    return true;
  }

  /// A login has been judged; those that may go now go.
  ///
  /// @param allowed how many failures the source has left
  public void left(IpAddress source, int allowed) {
    var leaving = sources.get(source);
    if (leaving == null) {
      return;
    }
    leaving.judged--;
    var next = allowed <= 0 ? all(leaving) : some(leaving, allowed);
    forget(source, leaving);
    next.forEach(allowed <= 0 ? Waiting::drop : Waiting::go);
  }

  private List<Waiting> some(Source source, int allowed) {
    var next = new ArrayList<Waiting>(1);
    while (source.judged < allowed) {
      var login = poll(source);
      if (login == null) {
        return next;
      }
      source.judged++;
      next.add(login);
    }
    return next;
  }

  private List<Waiting> all(Source source) {
    var all = new ArrayList<Waiting>(source.waiting.size());
    for (var login = poll(source); login != null; login = poll(source)) {
      all.add(login);
    }
    return all;
  }

  private @Nullable Waiting poll(Source source) {
    var first = source.waiting.poll();
    if (first == null) {
      return null;
    }
    waiting--;
    return first.waiting;
  }

  /// Gives up what has waited too long. To be called every second or so.
  public void sweep(long nowMillis) {
    if (waiting == 0) {
      return;
    }
    var late = new ArrayList<Waiting>();
    sources.values().forEach(source -> late(source, nowMillis, late));
    sources.values().removeIf(Source::isIdle);
    refused += late.size();
    late.forEach(Waiting::refuse);
  }

  private void late(Source source, long nowMillis, List<Waiting> late) {
    var first = source.waiting.peek();
    while (first != null && nowMillis >= first.untilMillis) {
      late.add(first.waiting);
      poll(source);
      first = source.waiting.peek();
    }
  }

  /// How many logins wait.
  public int waiting() {
    return waiting;
  }

  /// How many requests were refused at one of the bounds.
  public long refused() {
    return refused;
  }
}
