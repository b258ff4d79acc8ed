package io.ringfence.guard.sensor;

import java.util.Map;

/// Security events as the manager sends them.
final class AmiEvents {

  private AmiEvents() {}

  static Reading read(Map<String, String> message) {
    String name = message.getOrDefault("Event", "");
    if (!AsteriskEvent.TOLD.contains(name)) {
      return Reading.NOTHING;
    }
    var remote = Endpoint.parse(message.getOrDefault("RemoteAddress", ""));
    if (remote == null) {
      return new Reading.Broken();
    }
    var event =
        new AsteriskEvent(
            name,
            message.getOrDefault("Service", ""),
            message.getOrDefault("EventTV", ""),
            message.getOrDefault("AccountID", ""),
            message.getOrDefault("SessionID", ""),
            remote,
            message.get("Challenge"),
            message.get("Response"));
    return event.reading(false);
  }

  /// Tells the event from every other: the same one heard over two connections is one.
  static String place(Map<String, String> message) {
    return "ami "
        + String.join(
            "\n",
            message.getOrDefault("Event", ""),
            message.getOrDefault("EventTV", ""),
            message.getOrDefault("SessionID", ""),
            message.getOrDefault("AccountID", ""),
            message.getOrDefault("RemoteAddress", ""),
            message.getOrDefault("Response", ""));
  }
}
