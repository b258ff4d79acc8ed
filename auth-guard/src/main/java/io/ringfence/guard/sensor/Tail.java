package io.ringfence.guard.sensor;

import io.ringfence.guard.sensor.Lines.Line;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Follows a log file and tells of the logins in it, each once, whatever happens to the file or to
/// this process. Confined to the sensor's thread.
final class Tail implements AutoCloseable {

  /*
   * Nothing is lost or counted twice over a crash, because of the order of things: what part of the
   * file is being sent is on disk before it is sent, and that it has been after the broker has it.
   * A part that may or may not have been sent is read again as the same part, with the same time of
   * reading; it makes the same attempts with the same ids, counts included, and who has them knows
   * them. What waits in memory for its other half lies after `resume` and is read again too.
   *
   * A file that was renamed is read to its end, from a restart too, while it lies beside the new
   * one. A file that was emptied is known by its size or, when it has grown past the position
   * already, by the bytes before the position; what had not been read of it is gone.
   */

  /// How long after a new file is there the old one is still read.
  private static final Duration GRACE = Duration.ofSeconds(1);

  /// How long a session may concern what follows.
  private static final Duration REMEMBERED = Duration.ofSeconds(32);

  private static final long MAX_RESUME_BYTES = 4L * Lines.MAX_BYTES;

  private record Mark(Instant readAt, long offset) {}

  private final Path path;
  private final LineFormat format;
  private final Bursts bursts;
  private final AttemptSink sink;
  private final PositionFile positions;
  private final SensorMeters meters;
  private final Sessions sessions = new Sessions();
  private final ArrayDeque<Mark> marks = new ArrayDeque<>();

  private @Nullable OpenLog log;
  private @Nullable Position position;
  private @Nullable Instant replacedAt;
  private boolean looked;

  Tail(
      Path path,
      LineFormat format,
      Bursts bursts,
      AttemptSink sink,
      PositionFile positions,
      SensorMeters meters) {
    this.path = path;
    this.format = format;
    this.bursts = bursts;
    this.sink = sink;
    this.positions = positions;
    this.meters = meters;
  }

  /// One look at the file.
  ///
  /// @return whether there was anything to read; there may be more
  boolean round(Instant now) throws IOException, InterruptedException {
    look(now);
    var file = log;
    var from = position;
    if (file == null || from == null) {
      return false;
    }
    if (wasEmptied(file, from)) {
      meters.emptied();
      from = Position.start(from.file(), from.generation() + 1, 0, file.checkBefore(0));
      marks.clear();
    }
    boolean read = read(file, from, now);
    if (!read && isReplaced(file, now)) {
      next(file);
      return log != null;
    }
    return read;
  }

  /// Finds out where to begin, without telling anything yet.
  void look(Instant now) throws IOException {
    if (log == null) {
      open(now);
      looked = true;
    }
  }

  boolean isOpen() {
    return log != null;
  }

  private boolean read(OpenLog file, Position from, Instant now)
      throws IOException, InterruptedException {
    var before = from.readAt();
    var readAt = before == null ? now : before;
    long to = before == null ? file.size() : from.pending();
    var lines = Lines.read(file.channel(), from.sent(), to);
    boolean any = lines.end() > from.sent();
    var due = sessions.due(now);
    position = from;
    if (any) {
      position = from.sending(lines.end(), readAt);
      positions.write(position);
      marks.add(new Mark(now, from.sent()));
      put(sightings(lines, position, readAt));
    }
    if (!due.isEmpty()) {
      sink.put(bursts.attempts(due, false));
    }
    if (any) {
      position = position.done(resume(lines.end(), now), file.checkBefore(lines.end()));
      positions.write(position);
    }
    return any;
  }

  private void put(Batch batch) throws InterruptedException {
    if (!batch.sightings().isEmpty()) {
      sink.put(bursts.attempts(batch.sightings(), batch.doubtful()));
    }
  }

  private record Batch(List<Sighting> sightings, boolean doubtful) {}

  private Batch sightings(Lines lines, Position at, Instant readAt) {
    var sightings = new ArrayList<Sighting>();
    boolean doubtful = false;
    meters.tooLong(lines.tooLong());
    for (Line line : lines.lines()) {
      switch (format.read(line.text())) {
        case Reading.Nothing() -> meters.other();
        case Reading.Broken() -> {
          meters.broken();
          doubtful = true;
        }
        case Reading.Seen(var observation, boolean forged) -> {
          meters.seen(forged);
          sightings.addAll(
              sessions.settle(new Sighting(observation, place(at, line.offset()), readAt)));
        }
      }
    }
    return new Batch(sightings, doubtful);
  }

  private static String place(Position at, long offset) {
    return at.file() + "/" + at.generation() + "@" + offset;
  }

  private long resume(long end, Instant now) {
    while (!marks.isEmpty()
        && (marks.getFirst().readAt().plus(REMEMBERED).isBefore(now)
            || end - marks.getFirst().offset() > MAX_RESUME_BYTES)) {
      marks.removeFirst();
    }
    return marks.isEmpty() ? end : marks.getFirst().offset();
  }

  private static boolean wasEmptied(OpenLog file, Position at) throws IOException {
    return file.size() < at.pending() || file.checkBefore(at.sent()) != at.before();
  }

  private boolean isReplaced(OpenLog file, Instant now) throws IOException {
    String current = OpenLog.identity(path);
    if (current == null || current.equals(file.identity())) {
      replacedAt = null;
      return false;
    }
    if (replacedAt == null) {
      replacedAt = now;
    }
    return !replacedAt.plus(GRACE).isAfter(now);
  }

  /// Goes on with the file that came after this one.
  private void next(OpenLog done) throws IOException {
    var following = LogFolder.after(path, done.identity());
    close();
    replacedAt = null;
    marks.clear();
    var opened = OpenLog.open(following);
    if (opened != null) {
      log = opened;
      position = Position.start(opened.identity(), 0, 0, opened.checkBefore(0));
      positions.write(position);
      meters.rotated();
    }
  }

  /// A file that is there at the very first look is followed from its end: what it told before was
  /// before this sensor. One that comes later is read from its beginning.
  private void open(Instant now) throws IOException {
    var known = position == null ? positions.read() : position;
    var opened = known == null ? null : beside(known.file());
    if (opened == null) {
      opened = OpenLog.open(path);
    }
    if (opened == null) {
      return;
    }
    log = opened;
    if (known == null) {
      long start = looked ? 0 : opened.size();
      position = Position.start(opened.identity(), 0, start, opened.checkBefore(start));
      positions.write(position);
    } else if (known.file().equals(opened.identity())) {
      position = known;
      remember(opened, known, now);
    } else {
      position = Position.start(opened.identity(), 0, 0, opened.checkBefore(0));
      positions.write(position);
    }
  }

  /// Reads again what may concern what follows, without telling it.
  private void remember(OpenLog opened, Position known, Instant now) throws IOException {
    if (wasEmptied(opened, known)) {
      return;
    }
    long at = known.resume();
    while (at < known.sent()) {
      var lines = Lines.read(opened.channel(), at, known.sent());
      if (lines.end() == at) {
        return;
      }
      marks.add(new Mark(now, at));
      var unused = sightings(lines, known, now);
      at = lines.end();
    }
  }

  private @Nullable OpenLog beside(String identity) throws IOException {
    var found = LogFolder.find(path, identity);
    return found == null ? null : OpenLog.open(found);
  }

  @Override
  public void close() throws IOException {
    var open = log;
    log = null;
    if (open != null) {
      open.close();
    }
  }
}
