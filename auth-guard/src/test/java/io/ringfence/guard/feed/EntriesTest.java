package io.ringfence.guard.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.contracts.net.IpRangeSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntriesTest {

  private static final IpRangeSet OWN =
      IpRangeSet.of(List.of(IpRange.parse("93.184.216.34"), IpRange.parse("2606:2800::/48")));
  private static final Admissible ADMISSIBLE = new Admissible(OWN, 16, 32);

  private static Entries of(String... lines) {
    return Entries.of(Stream.of(lines), ADMISSIBLE, 100);
  }

  @Test
  void readsAddressesAndPrefixes_andPassesCommentsOver() {
    var entries =
        of(
            "# VoIPBL.org",
            "; spamhaus style",
            "",
            "  1.2.3.4  ",
            "1.2.3.4/32",
            "5.6.7.0/24 # seen today",
            "5.7.8.9/24",
            "::ffff:6.7.8.9/120",
            "2a00:1450::1;SBL1",
            "2a00:1450:4000::/36,x");

    assertThat(entries.prefixes())
        .containsExactlyInAnyOrder(
            IpPrefix.parse("1.2.3.4/32"),
            IpPrefix.parse("5.6.7.0/24"),
            IpPrefix.parse("5.7.8.0/24"),
            IpPrefix.parse("6.7.8.0/24"),
            IpPrefix.parse("2a00:1450::1/128"),
            IpPrefix.parse("2a00:1450:4000::/36"));
    assertThat(entries.refused()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0/0, TOO_BROAD",
    "::/0, TOO_BROAD",
    "8.0.0.0/8, TOO_BROAD",
    "2a00::/16, TOO_BROAD",
    "10.1.2.3, RESERVED",
    "192.168.0.0/16, RESERVED",
    "172.16.0.0/16, RESERVED",
    "127.0.0.1, RESERVED",
    "100.64.0.1, RESERVED",
    "::ffff:10.0.0.1, RESERVED",
    "::ffff:10.1.0.0/112, RESERVED",
    "::ffff:1.2.3.4/32, MALFORMED",
    "255.255.255.255, RESERVED",
    "fe80::1, RESERVED",
    "fd00::/64, RESERVED",
    "93.184.216.34, OWN",
    "93.184.0.0/16, OWN",
    "2606:2800::/32, OWN",
    "2606:2800::1, OWN",
    "<html>, MALFORMED",
    "1.2.3.4.5, MALFORMED",
    "1.2.3.4/33, MALFORMED",
    "1.2.3.4/-1, MALFORMED",
    "host.example, MALFORMED"
  })
  void refuses(String line, Refused reason) {
    var entries = of(line);

    assertThat(entries.prefixes()).isEmpty();
    assertThat(entries.refused()).containsOnlyKeys(reason);
  }

  @Test
  void takesNoMoreThanTheBound_andCountsTheRest() {
    var entries = Entries.of(IntStream.range(0, 150).mapToObj(i -> "20.0.0." + i), ADMISSIBLE, 100);

    assertThat(entries.prefixes()).hasSize(100);
    assertThat(entries.refused()).containsEntry(Refused.EXCESS, 50);
  }

  @Test
  void lineOfAnyLength_isNoTrouble() {
    assertThat(of("1".repeat(1_000_000)).refused()).containsOnlyKeys(Refused.MALFORMED);
  }
}
