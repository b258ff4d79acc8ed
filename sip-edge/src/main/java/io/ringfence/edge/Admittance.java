package io.ringfence.edge;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.admission.Blocks;
import io.ringfence.edge.admission.KnownLogins;
import io.ringfence.edge.admission.SourceRates;
import io.ringfence.edge.sip.Domain;
import io.ringfence.edge.sip.WordList;
import io.ringfence.edge.uas.Refusal;
import io.ringfence.edge.uas.Screening;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Admission's settings, checked: a wrong one fails the start with its key and value.
final class Admittance {

  private static final String PREFIX = "ringfence.sip.admission.";
  private static final int MAX_RATE = 1_000_000;
  private static final int MESSAGES_A_CHALLENGE = 40;
  private static final int MESSAGES_A_CHALLENGE_AT_ONCE = 8;
  private static final int REFUSALS = 5;
  private static final int REFUSALS_AT_ONCE = 10;
  private static final int REFUSED_SOURCES = 4_096;

  private Admittance() {}

  static Blocks blocks(SipConfig.Memory memory, long seed) {
    return new Blocks(new Blocks.Limits(memory.blocks(), memory.accountBlocks()), seed);
  }

  static SourceRates rates(SipConfig config, int maxSources, long seed) {
    int rate = config.admission().rate();
    int burst = config.admission().burst();
    require(rate >= 0 && rate <= MAX_RATE, "rate", rate, "0 to " + MAX_RATE);
    require(burst >= 1 && burst <= MAX_RATE, "burst", burst, "1 to " + MAX_RATE);
    return new SourceRates(rate, burst, maxSources, seed);
  }

  /// Of the answers to sources that are not listened to.
  static SourceRates refusals(long seed) {
    return new SourceRates(REFUSALS, REFUSALS_AT_ONCE, REFUSED_SOURCES, seed);
  }

  /// Of the challenges to a source that may be forged: so few for the messages that it may send.
  static SourceRates challenges(SipConfig config, int maxSources, long seed) {
    int rate = Math.ceilDiv(config.admission().rate(), MESSAGES_A_CHALLENGE);
    int burst = Math.ceilDiv(config.admission().burst(), MESSAGES_A_CHALLENGE_AT_ONCE);
    return new SourceRates(rate, burst, maxSources, seed);
  }

  private static void require(boolean valid, String key, Object value, String expected) {
    if (!valid) {
      throw invalid(key, value, "expected " + expected);
    }
  }

  private static ConfigurationException invalid(String key, Object value, String problem) {
    return new ConfigurationException(PREFIX + key + " is " + value + ": " + problem);
  }

  static KnownLogins knownLogins(SipConfig config, long seed) {
    return new KnownLogins(
        config.memory().knownSources(), config.admission().knownSourceLifetime(), seed);
  }

  static Domain domain(SipConfig config) {
    var screening = screening(config.admission());
    return new Domain(config.domain(), screening.names(), screening.addresses());
  }

  static Screening screening(SipConfig.Admission config) {
    var names = new HashSet<String>();
    var addresses = new HashSet<IpAddress>();
    for (String host : config.hosts().orElse(List.of())) {
      sort(host.strip().toLowerCase(Locale.ROOT), names, addresses);
    }
    return new Screening(
        words("scanner-agents", config.scannerAgents()),
        words("scanner-names", config.scannerNames()),
        names,
        addresses,
        refusal("not-permitted", config.notPermitted(), false),
        refusal("scanner", config.scanner(), false),
        refusal("wrong-domain", config.wrongDomain(), false),
        refusal("blocked", config.blocked(), false),
        refusal("flood", config.flood(), false),
        refusal("blocked-account", config.blockedAccount(), false),
        refusal("shielded-account", config.shieldedAccount(), true));
  }

  private static void sort(String host, Set<String> names, Set<IpAddress> addresses) {
    boolean isAddress = host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || c <= '9');
    if (isAddress) {
      addresses.add(parsed("hosts", host, IpAddress::parse));
    } else {
      names.add(host);
    }
  }

  private static WordList words(String key, Optional<List<String>> words) {
    return parsed(key, words.orElse(List.of()), WordList::new);
  }

  private static Refusal refusal(String key, String value, boolean mayChallenge) {
    var refusal = parsed(key, value, Refusal::parse);
    require(
        mayChallenge || !refusal.isChallenge(), key, value, "another status: 401 is a challenge");
    return refusal;
  }

  private static <T, R> R parsed(String key, T value, Function<T, R> parse) {
    try {
      return parse.apply(value);
    } catch (IllegalArgumentException e) {
      throw invalid(key, value, String.valueOf(e.getMessage()));
    }
  }
}
