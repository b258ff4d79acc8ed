package io.ringfence.edge.admission;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.net.IpAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Decides how a source is received: trust first, then blocks, then the restriction of SIP. Asking
/// takes no lock, makes no object and is for any thread.
public final class Admission {

  /// @param permitted `null` for everybody
  private record InForce(Rules rules, SourceRanges trusted, @Nullable SourceRanges permitted) {

    static InForce of(Rules rules) {
      var permitted = rules.permitted();
      return new InForce(
          rules,
          SourceRanges.of(rules.trusted()),
          permitted == null ? null : SourceRanges.of(permitted));
    }
  }

  private final Blocks blocks;
  private volatile InForce inForce = InForce.of(Rules.of(Configuration.INITIAL, Instant.EPOCH));

  public Admission(Blocks blocks) {
    this.blocks = blocks;
  }

  public void rules(Rules next) {
    inForce = InForce.of(next);
  }

  public Rules rules() {
    return inForce.rules;
  }

  public GuardPolicy policy() {
    return inForce.rules.policy();
  }

  public Entry check(IpAddress source, long nowMillis) {
    return check(source.v6(), source.high(), source.low(), nowMillis);
  }

  /// Asks with the words of an [IpAddress].
  public Entry check(boolean v6, long high, long low, long nowMillis) {
    var current = inForce;
    if (current.trusted.contains(v6, high, low)) {
      return Entry.TRUSTED;
    }
    if (blocks.covers(v6, high, low, nowMillis)) {
      return Entry.BLOCKED;
    }
    var permitted = current.permitted;
    return permitted == null || permitted.contains(v6, high, low)
        ? Entry.ADMITTED
        : Entry.NOT_PERMITTED;
  }

  /// Packets of a source have come that all are refused of.
  public void arrived(IpAddress source, int packets, long nowMillis) {
    blocks.arrived(source, packets, nowMillis);
  }

  /// Whether any account has a block. Only then need accounts be asked for.
  public boolean concernsAccounts() {
    return blocks.hasAccounts();
  }

  /// Whether the source is blocked in the name of this account.
  ///
  /// @param account as the peer wrote it
  public boolean isBlocked(IpAddress source, String account, long nowMillis) {
    return blocks.covers(source, account, nowMillis);
  }

  /// Whether the account is for those only that have used it before.
  ///
  /// @param account as the peer wrote it
  public boolean isShielded(String account, long nowMillis) {
    return blocks.shields(account, nowMillis);
  }
}
