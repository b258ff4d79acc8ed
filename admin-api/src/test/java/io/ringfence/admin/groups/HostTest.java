package io.ringfence.admin.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ringfence.admin.groups.Answer.Both;
import io.ringfence.admin.groups.Answer.Failed;
import io.ringfence.admin.groups.Answer.Found;
import io.ringfence.admin.groups.Answer.None;
import io.ringfence.contracts.net.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Host.Bounds BOUNDS =
      new Host.Bounds(Duration.ofSeconds(30), Duration.ofHours(1));
  private static final Host FOUND =
      Host.NEW.after(new Both(found(300, "192.0.2.1"), found(600, "2001:db8::1")), NOW, BOUNDS);

  @ParameterizedTest
  @CsvSource({"300,600,300", "600,300,300", "5,300,30", "0,0,30", "86400,90000,3600"})
  void isLookedUpAgain_whenTheShorterTtlIsOver_withinBounds(long v4, long v6, long seconds) {
    var host =
        Host.NEW.after(new Both(found(v4, "192.0.2.1"), found(v6, "2001:db8::1")), NOW, BOUNDS);

    assertThat(host.isDue(NOW.plusSeconds(seconds).minusMillis(1))).isFalse();
    assertThat(host.isDue(NOW.plusSeconds(seconds))).isTrue();
  }

  @Test
  void aFamilyThatCannotBeLookedUp_keepsItsAddresses_andIsSoonTriedAgain() {
    var host = FOUND.after(new Both(found(900, "192.0.2.9"), new Failed("SERVFAIL")), NOW, BOUNDS);

    assertThat(texts(host)).containsExactly("192.0.2.9", "2001:db8::1");
    assertThat(host.trouble()).isEqualTo("SERVFAIL");
    assertThat(host.isDue(NOW.plusSeconds(30))).isTrue();
    assertThat(texts(FOUND.after(Both.failed("away"), NOW, BOUNDS)))
        .containsExactly("192.0.2.1", "2001:db8::1");
  }

  @Test
  void aFamilyThatTheNameHasNoLonger_isGone() {
    var host = FOUND.after(new Both(found(900, "192.0.2.9"), new None()), NOW, BOUNDS);

    assertThat(texts(host)).containsExactly("192.0.2.9");
    assertThat(host.trouble()).isNull();
    assertThat(host.isDue(NOW.plusSeconds(899))).isFalse();
  }

  @Test
  void aNameThatIsGone_keepsItsAddresses_andOneThatNeverWas_isNotKnown() {
    var gone = FOUND.after(new Both(new None(), new None()), NOW, BOUNDS);

    assertThat(texts(gone)).containsExactly("192.0.2.1", "2001:db8::1");
    assertThat(gone.trouble()).contains("no such name");
    assertThat(Host.NEW.after(new Both(new None(), new None()), NOW, BOUNDS).known()).isFalse();
    assertThat(Host.NEW.after(Both.failed("away"), NOW, BOUNDS).known()).isFalse();
    assertThat(Host.NEW.isDue(NOW)).isTrue();
  }

  @Test
  void whatAnEarlierRunFound_isKnownAndDue() {
    var host = Host.recalled(addresses("2001:db8::1", "192.0.2.1"));

    assertThat(host.known()).isTrue();
    assertThat(host.isDue(NOW)).isTrue();
    assertThat(texts(host)).containsExactly("192.0.2.1", "2001:db8::1");
  }

  @Test
  void hasAtMostSoManyAddresses() {
    var many = IntStream.range(0, 200).mapToObj(i -> "192.0.2." + i).toArray(String[]::new);

    var host = Host.NEW.after(new Both(found(60, many), new None()), NOW, BOUNDS);

    assertThat(host.addresses()).hasSize(Host.MAX_ADDRESSES);
  }

  @Test
  void boundsThatAreNone_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Host.Bounds(Duration.ofHours(2), Duration.ofHours(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Host.Bounds(Duration.ZERO, Duration.ofHours(1)));
  }

  private static Found found(long ttl, String... addresses) {
    return new Found(addresses(addresses), Duration.ofSeconds(ttl));
  }

  private static List<IpAddress> addresses(String... texts) {
    return Stream.of(texts).map(IpAddress::parse).toList();
  }

  private static List<String> texts(Host host) {
    return host.addresses().stream().map(IpAddress::toString).toList();
  }
}
