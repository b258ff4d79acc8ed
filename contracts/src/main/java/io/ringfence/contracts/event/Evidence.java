package io.ringfence.contracts.event;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a block rests on.
///
/// @param attempts failed attempts counted
/// @param firstSeen the first of them
/// @param lastSeen the one that decided; latencies are measured from it
/// @param accounts up to ten of the accounts attempted
public record Evidence(
    int attempts,
    @Nullable Instant firstSeen,
    @Nullable Instant lastSeen,
    List<String> accounts,
    @Nullable String userAgent) {

  public static final int MAX_ACCOUNTS = 10;
  public static final Evidence NONE = new Evidence(0, null, null, List.of(), null);

  public Evidence {
    Required.optionalTime(firstSeen, "firstSeen");
    Required.optionalTime(lastSeen, "lastSeen");
    Required.field(accounts, "accounts");
    accounts = List.copyOf(accounts.subList(0, Math.min(accounts.size(), MAX_ACCOUNTS)));
  }
}
