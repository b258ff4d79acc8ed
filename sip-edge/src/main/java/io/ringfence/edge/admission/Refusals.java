package io.ringfence.edge.admission;

import io.ringfence.contracts.net.IpAddress;
import java.util.LinkedHashMap;
import java.util.function.Predicate;

/// Coalesces refused requests, so that a flood of them is one event a second for a source, and a
/// bounded number in all: sources may be forged. Not for several threads.
///
/// @param <W> what is remembered of a source's first refusal, to tell the rest by
public final class Refusals<W> {

  /// Takes over a report that was put off.
  @FunctionalInterface
  public interface Report<W> {

    void refused(W first, int count);
  }

  private static final int MAX_REPORTS = 100;

  private static final class Span<W> {
    private final W first;
    private long startMillis;
    private int unreported;

    private Span(W first, long startMillis) {
      this.first = first;
      this.startMillis = startMillis;
    }

    private boolean isOver(long nowMillis) {
      return Math.abs(nowMillis - startMillis) >= EachSecond.SPAN_MILLIS;
    }
  }

  private final int maxSources;
  private final LinkedHashMap<IpAddress, Span<W>> sources = new LinkedHashMap<>();
  private final EachSecond reports = new EachSecond(MAX_REPORTS);

  /// @param maxSources a full table gives up the source it has known longest
  public Refusals(int maxSources) {
    this.maxSources = maxSources;
  }

  /// @return how many refusals are to be reported now; 0 for none yet
  public int refused(IpAddress source, W what, long nowMillis) {
    var span = sources.get(source);
    boolean isNew = span == null;
    if (span == null) {
      if (sources.size() >= maxSources) {
        sources.pollFirstEntry();
      }
      span = new Span<>(what, nowMillis);
      sources.put(source, span);
    }
    span.unreported++;
    if ((!isNew && !span.isOver(nowMillis)) || !reports.admits(nowMillis)) {
      return 0;
    }
    int count = span.unreported;
    span.startMillis = nowMillis;
    span.unreported = 0;
    return count;
  }

  /// Reports what has been put off, as much as may be reported now, and forgets who is quiet. To be
  /// called every second or so.
  public void sweep(long nowMillis, Report<W> report) {
    Predicate<Span<W>> isDone =
        span -> {
          if (!span.isOver(nowMillis)) {
            return false;
          }
          if (span.unreported > 0) {
            if (!reports.admits(nowMillis)) {
              return false;
            }
            report.refused(span.first, span.unreported);
          }
          return true;
        };
    sources.values().removeIf(isDone);
  }
}
