package io.ringfence.guard.bus;

import io.ringfence.contracts.bus.CompactedTopic;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.Trunks;
import io.ringfence.contracts.event.Registration;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.contracts.net.IpRangeSet;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where trunks have registered, as edges tell on topic `registrations`: for what is not decided by
/// the state of a source, which knows of itself by logins alone. For any thread.
///
/// An account that becomes a trunk's is known here from its next registration on.
public final class RegisteredTrunks implements CompactedTopic.Handler {

  /// The place that was quiet longest gives way.
  private static final int MAX = 10_000;

  private record Place(String account, IpAddress source) {}

  private final Supplier<Trunks> trunks;
  private final Map<Place, Instant> latest =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Instant> eldest) {
          return size() > MAX;
        }
      };

  /// @param trunks as the policy has them now
  public RegisteredTrunks(Supplier<Trunks> trunks) {
    this.trunks = trunks;
  }

  /// The end of a registration is no reason to forget it: the trunk may have a wrong password now.
  @Override
  public void accept(String key, byte @Nullable [] value) {
    int space = key.indexOf(' ');
    if (value != null && space > 0 && trunks.get().has(key.substring(0, space))) {
      var registration = Json.read(value, Registration.class);
      registered(
          new Place(registration.account(), registration.source()), registration.registeredAt());
    }
  }

  private synchronized void registered(Place place, Instant at) {
    var before = latest.remove(place);
    latest.put(place, before == null || before.isBefore(at) ? at : before);
  }

  /// The addresses that are remembered.
  public synchronized IpRangeSet sources(Instant now) {
    var policy = trunks.get();
    var since = now.minus(policy.memory());
    return IpRangeSet.of(
        latest.entrySet().stream()
            .filter(one -> one.getValue().isAfter(since) && policy.has(one.getKey().account()))
            .map(one -> IpRange.of(one.getKey().source()))
            .toList());
  }
}
