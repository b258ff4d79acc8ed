package io.ringfence.firewall.enforcement;

import io.ringfence.firewall.rules.Actual;

/// What a look at what is in force has shown.
public sealed interface Look {

  /// This enforcer keeps nothing that could be read back.
  record Unreadable() implements Look {}

  /// Nobody has changed anything since all was read, or this enforcer alone and what it has changed
  /// was read back.
  record Untouched() implements Look {}

  /// Somebody may have changed something, but of what is quickly read all is as it was given.
  record Glanced() implements Look {}

  /// All was read.
  record Found(Actual actual) implements Look {}
}
