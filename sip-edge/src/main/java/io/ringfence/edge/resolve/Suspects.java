package io.ringfence.edge.resolve;

import io.ringfence.edge.sip.Peer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Servers that did not answer lately. The eldest is forgotten when there are too many.
final class Suspects {

  private static final int MAX = 1_000;

  private final long rememberedMillis;
  private final LinkedHashMap<Peer, Long> until = new LinkedHashMap<>();

  Suspects(long rememberedMillis) {
    this.rememberedMillis = rememberedMillis;
  }

  void add(Peer server, long nowMillis) {
    until.remove(server);
    if (until.size() == MAX) {
      until.pollFirstEntry();
    }
    until.put(server, nowMillis + rememberedMillis);
  }

  boolean has(Peer server, long nowMillis) {
    Map.@Nullable Entry<Peer, Long> eldest = until.firstEntry();
    while (eldest != null && nowMillis >= eldest.getValue()) {
      until.pollFirstEntry();
      eldest = until.firstEntry();
    }
    return until.containsKey(server);
  }
}
