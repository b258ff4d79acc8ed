package io.ringfence.edge.timer;

import org.jspecify.annotations.Nullable;

/// A hashed wheel of timers: starting and stopping one costs the same however many there are. Its
/// time only moves forward, also when the clock is set back. Not for several threads.
///
/// A slot holds the timers of its ticks in every turn of the wheel; those of later turns are passed
/// over. A timer fires up to a tick late, never early.
public final class TimerWheel {

  /// How often [#advance] is to be called, in milliseconds.
  public static final int TICK_MILLIS = 50;

  private static final int SLOTS = 1_024;

  /// One that has been started.
  public static final class Timer {

    private final long tick;
    private final Runnable task;
    private Timer previous = this;
    private Timer next = this;

    private Timer(long tick, Runnable task) {
      this.tick = tick;
      this.task = task;
    }

    /// Stops it. To stop one that has fired or was stopped does nothing.
    public void stop() {
      previous.next = next;
      next.previous = previous;
      previous = this;
      next = this;
    }

    private void joinBefore(Timer head) {
      previous = head.previous;
      next = head;
      previous.next = this;
      head.previous = this;
    }
  }

  private final @Nullable Timer[] slots = new Timer[SLOTS];

  /// Those that fire now. A task may stop others of them; should it fail, they fire next time.
  private final Timer due = new Timer(0, () -> {});

  private long now;
  private long offset;
  private long tick;

  public TimerWheel(long nowMillis) {
    this.now = nowMillis;
    this.tick = nowMillis / TICK_MILLIS;
  }

  /// The time it is at, in milliseconds.
  public long now() {
    return now;
  }

  /// Starts a timer.
  ///
  /// @param atMillis by [#now]; when it is past, the timer fires with the next tick
  public Timer start(long atMillis, Runnable task) {
    long on = Math.max((atMillis + TICK_MILLIS - 1) / TICK_MILLIS, tick + 1);
    var timer = new Timer(on, task);
    timer.joinBefore(head((int) (on % SLOTS)));
    return timer;
  }

  private Timer head(int slot) {
    var head = slots[slot];
    if (head == null) {
      head = new Timer(0, () -> {});
      slots[slot] = head;
    }
    return head;
  }

  /// Lets the time pass, and fires what is due.
  ///
  /// @param clockMillis what the clock says
  public void advance(long clockMillis) {
    if (clockMillis + offset < now) {
      offset = now - clockMillis;
    }
    now = clockMillis + offset;
    long until = now / TICK_MILLIS;
    long from = Math.max(tick, until - SLOTS);
    tick = until;
    for (long passed = from + 1; passed <= until; passed++) {
      collect(head((int) (passed % SLOTS)), until);
    }
    while (due.next != due) {
      var timer = due.next;
      timer.stop();
      timer.task.run();
    }
  }

  private void collect(Timer head, long until) {
    var timer = head.next;
    while (timer != head) {
      var following = timer.next;
      if (timer.tick <= until) {
        timer.stop();
        timer.joinBefore(due);
      }
      timer = following;
    }
  }
}
