package io.ringfence.guard.kafka;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.SipAccount;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// When accounts were unlocked last, from their documents on topic `config`. Those that never were
/// need no place here.
final class Unlocks {

  private final Map<String, Instant> byAccount = new ConcurrentHashMap<>();

  /// @throws IllegalArgumentException when it is an account's document and malformed
  void accept(String key, byte @Nullable [] value) {
    if (!key.startsWith(ConfigKey.ACCOUNT)) {
      return;
    }
    var unlockedAt = value == null ? null : Json.read(value, SipAccount.class).unlockedAt();
    String account = key.substring(ConfigKey.ACCOUNT.length());
    if (unlockedAt == null) {
      byAccount.remove(account);
    } else {
      byAccount.put(account, unlockedAt);
    }
  }

  @Nullable Instant of(String account) {
    return byAccount.get(account);
  }
}
