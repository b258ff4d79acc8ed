package io.ringfence.guard.sensor;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How far a log has been read, as it is kept on disk.
///
/// @param file the file's identity on its disk
/// @param generation another number when the file was emptied and is written anew
/// @param resume from here on is read again, and not told again, after a restart: there lies what
///     waits for its other half
/// @param sent what lies before is on the bus
/// @param pending the end of what was being sent; `sent` when nothing was
/// @param readAt when that was read
/// @param before a check sum of the bytes right before `sent`
record Position(
    String file,
    int generation,
    long resume,
    long sent,
    long pending,
    @Nullable Instant readAt,
    long before) {

  static Position start(String file, int generation, long at, long before) {
    return new Position(file, generation, at, at, at, null, before);
  }

  Position sending(long end, Instant now) {
    return new Position(file, generation, resume, sent, end, now, before);
  }

  Position done(long resumeAt, long check) {
    return new Position(file, generation, resumeAt, pending, pending, null, check);
  }
}
