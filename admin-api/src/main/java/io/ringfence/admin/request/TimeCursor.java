package io.ringfence.admin.request;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A place in a list that is newest first: a time and, among equals, an id.
public record TimeCursor(Instant time, UUID id) {
  public static @Nullable TimeCursor after(@Nullable String cursor) {
    String key = Page.after(cursor);
    if (key == null) {
      return null;
    }
    int space = key.indexOf(' ');
    try {
      return new TimeCursor(
          Instant.parse(key.substring(0, Math.max(space, 0))),
          UUID.fromString(key.substring(space + 1)));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw Page.badCursor();
    }
  }

  public String key() {
    return time + " " + id;
  }

  public OffsetDateTime sqlTime() {
    return time.atOffset(ZoneOffset.UTC);
  }
}
