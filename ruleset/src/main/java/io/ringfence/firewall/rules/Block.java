package io.ringfence.firewall.rules;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Service;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What enforcing a decision needs of it: a node may hold hundreds of thousands of these, and
/// nothing of their evidence.
///
/// @param services what it covers, one instance for each combination
/// @param decidedMillis when it was decided
/// @param causedMillis when the attempt was that decided it; an operator's: when it was decided
/// @param untilMillis its end, [#NEVER] for none
public record Block(
    UUID id,
    BlockTarget target,
    Set<Service> services,
    Origin origin,
    long decidedMillis,
    long causedMillis,
    long untilMillis) {

  public static final long NEVER = Long.MAX_VALUE;

  private static final Map<Service, Integer> BITS = bits();
  private static final Set<?>[] COMBINATIONS = new Set<?>[1 << Service.values().length];

  public Block {
    services = shared(services);
  }

  public static Block of(BlockDecision decision) {
    var caused = Objects.requireNonNullElse(decision.evidence().lastSeen(), decision.decidedAt());
    var until = decision.expiresAt();
    return new Block(
        decision.blockId(),
        decision.target(),
        decision.services(),
        decision.origin(),
        decision.decidedAt().toEpochMilli(),
        caused.toEpochMilli(),
        until == null ? NEVER : until.toEpochMilli());
  }

  public Instant causedAt() {
    return Instant.ofEpochMilli(causedMillis);
  }

  /// `null` for one that only an operator lifts.
  public @Nullable Instant expiresAt() {
    return untilMillis == NEVER ? null : Instant.ofEpochMilli(untilMillis);
  }

  public boolean isOver(Instant now) {
    return untilMillis <= now.toEpochMilli();
  }

  boolean covers(Service service) {
    return services.contains(service);
  }

  private static Map<Service, Integer> bits() {
    var bits = new EnumMap<Service, Integer>(Service.class);
    for (var service : Service.values()) {
      bits.put(service, 1 << bits.size());
    }
    return bits;
  }

  @SuppressWarnings("unchecked") // nothing else is in the array
  private static Set<Service> shared(Set<Service> services) {
    int combination =
        services.stream().mapToInt(service -> Objects.requireNonNull(BITS.get(service))).sum();
    synchronized (COMBINATIONS) {
      if (COMBINATIONS[combination] == null) {
        COMBINATIONS[combination] = Set.copyOf(services);
      }
      return (Set<Service>) COMBINATIONS[combination];
    }
  }
}
