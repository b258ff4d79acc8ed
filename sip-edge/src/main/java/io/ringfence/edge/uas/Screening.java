package io.ringfence.edge.uas;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.sip.Status;
import io.ringfence.edge.sip.WordList;
import java.util.List;
import java.util.Set;

/// What requests are refused for, and what their peers get.
///
/// @param scannerAgents words in User-Agent that attackers' tools call themselves by
/// @param scannerNames the same in the display names of From and To and in the users of From and
///     Request-URI, where honest people have names, too
/// @param names host names that are ours besides the domain, in lower case
/// @param addresses addresses that are ours; empty takes all for ours: behind address translation
///     the phones know us by one that this machine does not have
public record Screening(
    WordList scannerAgents,
    WordList scannerNames,
    Set<String> names,
    Set<IpAddress> addresses,
    Refusal notPermitted,
    Refusal scanner,
    Refusal wrongDomain,
    Refusal blocked,
    Refusal flood,
    Refusal blockedAccount,
    Refusal shieldedAccount) {

  public static final List<String> SCANNER_AGENTS =
      List.of(
          "sipvicious",
          "friendly-scanner",
          "sipcli",
          "pplsip",
          "VaxSIPUserAgent",
          "sundayddr",
          "iWar",
          "SIPScan",
          "smap",
          "sip-scan",
          "gulp");

  public static final List<String> SCANNER_NAMES = List.of("sipvicious", "friendly-scanner");

  public static final Screening DEFAULT =
      new Screening(
          new WordList(SCANNER_AGENTS),
          new WordList(SCANNER_NAMES),
          Set.of(),
          Set.of(),
          new Refusal.Answer(Status.FORBIDDEN),
          new Refusal.Silence(),
          new Refusal.Answer(Status.NOT_FOUND),
          new Refusal.Silence(),
          new Refusal.Silence(),
          new Refusal.Silence(),
          new Refusal.Answer(Status.UNAUTHORIZED));

  public Screening {
    names = Set.copyOf(names);
    addresses = Set.copyOf(addresses);
  }

  /// What a request gets that is refused for this.
  Refusal of(Cause cause) {
    return switch (cause) {
      case NOT_PERMITTED -> notPermitted;
      case SCANNER -> scanner;
      case WRONG_DOMAIN -> wrongDomain;
      case ACCOUNT -> blockedAccount;
    };
  }
}
