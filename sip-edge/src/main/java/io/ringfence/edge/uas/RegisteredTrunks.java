package io.ringfence.edge.uas;

import io.ringfence.contracts.config.Trunks;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.admission.Admission;
import io.ringfence.edge.admission.KnownLogins;
import io.ringfence.edge.admission.KnownSources;
import java.time.Instant;

/// The sources from which accounts that the policy calls trunks have logged in lately: the fuse and
/// the shields of accounts spare them, as auth-guard does. Not for several threads.
final class RegisteredTrunks {

  /// A login is told that often within the time for which auth-guard remembers it, so that a trunk
  /// which stays registered is not forgotten.
  private static final int TELLINGS = 24;

  private static final int MAX_TOLD = 1_024;

  private final Admission admission;
  private final KnownLogins known;
  private final KnownSources told;

  /// @param seed keeps outsiders from choosing names that are taken for others
  RegisteredTrunks(Admission admission, KnownLogins known, long seed) {
    this.admission = admission;
    this.known = known;
    this.told = new KnownSources(MAX_TOLD, Trunks.MAX_MEMORY, seed);
  }

  /// Whether what fails at the source is held against nobody.
  boolean spare(IpAddress source, Instant now) {
    return known.hasTrunk(admission.policy().trunks(), source, now.toEpochMilli());
  }

  /// Whether a login is a trunk's and to be told now; then it counts as told.
  boolean isDue(String account, IpAddress source, Instant now) {
    var trunks = admission.policy().trunks();
    long nowMillis = now.toEpochMilli();
    long since = nowMillis - trunks.memory().toMillis() / TELLINGS;
    boolean isDue = trunks.has(account) && !told.hasSince(account, source, since);
    if (isDue) {
      told.seen(account, source, nowMillis);
    }
    return isDue;
  }
}
