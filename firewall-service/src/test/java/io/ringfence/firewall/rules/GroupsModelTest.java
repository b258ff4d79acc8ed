package io.ringfence.firewall.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.testing.NaiveFirewall;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What goes into the sets of groups, against members that are looked at one by one.
class GroupsModelTest {

  private static final Instant NOW = NaiveFirewall.NOW;

  @Test
  void setsHoldWhomANaiveFirewallAdmits_andAreThereOnlyForRestrictedServices() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      var naive = NaiveFirewall.random(random);
      var layout = Layout.of(naive.configuration(), Map.of(), NOW);
      for (var address : NaiveFirewall.universe()) {
        assertThat(isIn(layout.intervals().get(Names.trusted(Family.of(address))), address))
            .as("seed %d, %s and %s", seed, address, naive)
            .isEqualTo(naive.trusts(address));
        for (String service : NaiveFirewall.SERVICES) {
          var members = members(layout, service, address);
          assertThat(members == null || isIn(members, address))
              .as("seed %d, %s, %s and %s", seed, service, address, naive)
              .isEqualTo(naive.isAdmitted(address, service));
        }
      }
    }
  }

  private static @Nullable Interval members(Layout layout, String service, IpAddress address) {
    String suffix = "_members" + Family.of(address).suffix();
    String prefix = service.equals("backup") ? "own_" : "";
    return layout.intervals().get(prefix + service + suffix);
  }

  private static boolean isIn(Interval interval, IpAddress address) {
    return interval.ranges().stream().anyMatch(range -> range.contains(address));
  }
}
