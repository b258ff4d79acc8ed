package io.ringfence.local.soak;

import java.io.IOException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/// Somebody who does the same again and again, at most so often a second, until the soak is over. A
/// turn that fails is counted and the next is played.
final class Player implements AutoCloseable {

  /// One turn.
  @FunctionalInterface
  interface Turn {

    /// @return whether it went as it should
    boolean play(long number) throws IOException, InterruptedException;
  }

  private static final ThreadFactory THREADS =
      Thread.ofPlatform().daemon().name("player-", 0).factory();
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final String name;
  private final double perSecond;
  private final Turn turn;
  private final Thread thread;
  private final AtomicLong good = new AtomicLong();
  private final AtomicLong bad = new AtomicLong();
  private volatile boolean isOver;

  Player(String name, double perSecond, Turn turn) {
    this.name = name;
    this.perSecond = perSecond;
    this.turn = turn;
    this.thread = THREADS.newThread(this::run);
    thread.start();
  }

  private void run() {
    long next = System.nanoTime();
    try {
      for (long number = 0; !isOver; number++) {
        (played(number) ? good : bad).incrementAndGet();
        next = Math.max(next + (long) (SECOND_NANOS / perSecond), System.nanoTime() - SECOND_NANOS);
        long wait = next - System.nanoTime();
        if (wait > 0) {
          Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean played(long number) throws InterruptedException {
    try {
      return turn.play(number);
    } catch (IOException e) {
      return false;
    }
  }

  /// How it went, for people.
  String result() {
    return "%s: %d, and %d otherwise".formatted(name, good.get(), bad.get());
  }

  /// Whether nothing of it went well. A machine that is busy otherwise sheds and delays much.
  boolean hasFailed() {
    return good.get() == 0;
  }

  @Override
  public void close() {
    isOver = true;
    thread.interrupt();
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
