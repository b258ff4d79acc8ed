package io.ringfence.guard.sensor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Takes the manager's lines apart into messages: `Key: value` lines up to an empty one.
///
/// Values are the attacker's, and should a line break in one get through he writes lines, even
/// messages, of his own. But he cannot write the end of the message that his text is in: what is
/// left of it comes behind, and does not begin as messages do. So a message is given out when the
/// next one begins well, or [#quiet] says that nothing followed; one with a key twice, or with
/// such a rest behind it, is not given out. Confined to one thread.
final class AmiMessages {

  static final int MAX_LINE = 16 * 1024;
  static final int MAX_LINES = 200;

  private @Nullable Map<String, String> held;
  private Map<String, String> current = new LinkedHashMap<>();
  private boolean wellBegun;
  private boolean doubled;
  private int lines;
  private int forged;

  /// One line without its end.
  ///
  /// @return the messages that are certain now
  List<Map<String, String>> line(String line) {
    if (line.isEmpty()) {
      return end();
    }
    if (++lines > MAX_LINES) {
      doubled = true;
      return List.of();
    }
    int colon = line.indexOf(':');
    String key = colon < 0 ? line : line.substring(0, colon);
    if (lines == 1) {
      wellBegun = key.equals("Event") || key.equals("Response");
    }
    String value = colon < 0 ? "" : line.substring(colon + 1).strip();
    doubled |= current.put(key, value) != null;
    return List.of();
  }

  private List<Map<String, String>> end() {
    var sure = new ArrayList<Map<String, String>>();
    if (lines > 0) {
      if (!wellBegun) {
        forged += held == null ? 1 : 2;
      } else if (held != null) {
        sure.add(held);
      }
      held = wellBegun && !doubled ? current : null;
      forged += wellBegun && doubled ? 1 : 0;
    }
    current = new LinkedHashMap<>();
    lines = 0;
    doubled = false;
    return sure;
  }

  /// Nothing has followed for a moment.
  List<Map<String, String>> quiet() {
    var sure = held == null || lines > 0 ? List.<Map<String, String>>of() : List.of(held);
    held = lines > 0 ? held : null;
    return sure;
  }

  boolean isHolding() {
    return held != null;
  }

  /// How many messages were not given out since the last call.
  int takeForged() {
    int taken = forged;
    forged = 0;
    return taken;
  }
}
