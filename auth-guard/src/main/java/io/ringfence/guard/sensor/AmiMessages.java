package io.ringfence.guard.sensor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Takes the manager's lines apart into messages: `Key: value` lines up to an empty one.
///
/// Values are the attacker's, and should a line break in one get through he writes lines, even
/// messages, of his own. But he cannot write the end of the message that his text is in: what is
/// left of it comes right behind, and does not begin as messages do or has keys that were there. So
/// messages are held for a moment, and when such a rest comes meanwhile none of them is given out.
/// Confined to one thread.
final class AmiMessages {

  static final int MAX_LINE = 16 * 1024;
  static final int MAX_LINES = 200;

  /// Asterisk writes a message in one go: its rest is no later than that.
  static final Duration HELD = Duration.ofMillis(50);

  /// More are given out before their time.
  static final int MAX_HELD = 1_000;

  private record Held(Map<String, String> message, long since) {}

  private final ArrayDeque<Held> held = new ArrayDeque<>();
  private Map<String, String> current = new LinkedHashMap<>();
  private boolean wellBegun;
  private boolean spoilt;
  private int lines;
  private int forged;

  /// One line without its end.
  ///
  /// @param now nanoseconds of any clock that only goes forward
  void line(String line, long now) {
    if (line.isEmpty()) {
      end(now);
      return;
    }
    if (++lines > MAX_LINES) {
      spoilt = true;
      return;
    }
    int colon = line.indexOf(':');
    String key = colon < 0 ? line : line.substring(0, colon);
    if (lines == 1) {
      wellBegun = key.equals("Event") || key.equals("Response");
    }
    String value = colon < 0 ? "" : line.substring(colon + 1).strip();
    spoilt |= current.put(key, value) != null;
  }

  private void end(long now) {
    if (lines > 0 && (spoilt || !wellBegun)) {
      forged += held.size() + 1;
      held.clear();
    } else if (lines > 0) {
      held.add(new Held(current, now));
    }
    current = new LinkedHashMap<>();
    lines = 0;
    spoilt = false;
  }

  /// The messages that are certain now.
  List<Map<String, String>> due(long now) {
    var due = new ArrayList<Map<String, String>>();
    while (!held.isEmpty()
        && (held.size() > MAX_HELD || now - held.getFirst().since() >= HELD.toNanos())) {
      due.add(held.removeFirst().message());
    }
    return due;
  }

  boolean isHolding() {
    return !held.isEmpty();
  }

  /// How many messages were not given out since the last call.
  int takeForged() {
    int taken = forged;
    forged = 0;
    return taken;
  }
}
