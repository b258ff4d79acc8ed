package io.ringfence.firewall.export;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.Service;
import io.ringfence.firewall.fixture.Blocks;
import io.ringfence.firewall.fixture.Configurations;
import io.ringfence.firewall.rules.RuleSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// One rule set with everything in it, and what it is to look like.
final class Examples {

  static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

  private Examples() {}

  /// Names and titles in it try to break out of every language.
  static Configuration configuration() {
    var configuration = Configurations.open();
    configuration =
        Configurations.with(
            configuration,
            Configurations.group("office", "10.0.0.0/9", "10.128.0.0/9", "192.0.2.5-192.0.2.9"));
    configuration =
        Configurations.with(
            configuration, Configurations.group("admins", "198.51.100.7", "2001:db8:1::/48"));
    configuration = Configurations.with(configuration, Configurations.group("all", "0.0.0.0/0"));
    configuration =
        Configurations.with(configuration, Configurations.restricted(Service.WEB, "office"));
    configuration =
        Configurations.with(configuration, Configurations.restricted(Service.CRM, "all"));
    configuration =
        Configurations.with(configuration, Configurations.restricted(Service.SNMP, "missing"));
    return Configurations.trusting(configuration, "admins");
  }

  static RuleSet rules() {
    return RuleSet.of(configuration(), blocks(), NOW);
  }

  static List<BlockDecision> blocks() {
    var inAnHour = NOW.plus(Duration.ofHours(1));
    return List.of(
        Blocks.active("203.0.113.7", NOW, inAnHour, Service.SIP),
        Blocks.active("203.0.113.8", NOW, null, Service.SIP, Service.WEB),
        Blocks.active("10.1.2.3", NOW, inAnHour, Service.WEB),
        Blocks.active("198.51.100.0/24", NOW, NOW.plus(Duration.ofDays(40)), Service.SIP),
        Blocks.active("2001:db8:bad::7", NOW, inAnHour.plusSeconds(1), Service.SIP),
        Blocks.active("2001:db8:bad:1::/64", NOW, inAnHour, Service.SIP, Service.SNMP));
  }

  static String golden(String name) {
    try (var file = Examples.class.getResourceAsStream("/golden/export/" + name)) {
      return file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
