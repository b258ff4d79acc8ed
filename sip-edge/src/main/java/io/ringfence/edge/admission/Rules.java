package io.ringfence.edge.admission;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpRangeSet;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the configuration says about sources, at one time: without a change that nobody has
/// confirmed until then.
///
/// @param permitted who may use SIP, `null` for everybody
/// @param changesAt when it changes by itself, `null` for never
public record Rules(
    GuardPolicy policy,
    IpRangeSet trusted,
    @Nullable IpRangeSet permitted,
    @Nullable Instant changesAt) {

  public static Rules of(Configuration configuration, Instant now) {
    var effective = configuration.effective(now);
    return new Rules(
        effective.policy(),
        effective.trusted(now),
        effective.admitted(Service.SIP, now),
        effective.nextExpiry(now));
  }
}
