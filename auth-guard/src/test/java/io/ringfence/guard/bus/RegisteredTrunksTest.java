package io.ringfence.guard.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.Trunks;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Registration;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegisteredTrunksTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private Trunks policy = new Trunks(List.of("trunk"), Duration.ofHours(1));
  private final RegisteredTrunks trunks = new RegisteredTrunks(() -> policy);

  private String registered(String account, String source, Instant at) {
    var registration =
        new Registration(
            Event.SCHEMA_VERSION,
            EventIds.next(),
            at,
            account,
            "sip:" + account + "@" + source,
            IpAddress.parse(source),
            5060,
            Transport.UDP,
            null,
            null,
            1,
            at,
            at.plusSeconds(600),
            "edge-1",
            null,
            null,
            null,
            List.of(),
            null);
    trunks.accept(registration.key(), Json.write(registration));
    return registration.key();
  }

  private boolean spares(String source, Instant now) {
    return trunks.sources(now).contains(IpAddress.parse(source));
  }

  @Test
  void knowsWhereATrunkHasRegistered_untilItsMemoryIsOver() {
    registered("trunk", "20.1.2.3", NOW);
    registered("1001", "20.9.9.9", NOW);

    assertThat(spares("20.1.2.3", NOW)).isTrue();
    assertThat(spares("20.9.9.9", NOW)).isFalse();
    assertThat(spares("20.1.2.3", NOW.plusSeconds(3_599))).isTrue();
    assertThat(spares("20.1.2.3", NOW.plusSeconds(3_600))).isFalse();
  }

  @Test
  void theEndOfItsRegistrationIsNotForgetting_butThePolicyIs() {
    String key = registered("trunk", "20.1.2.3", NOW);
    registered("trunk", "20.1.2.3", NOW.minusSeconds(60));
    trunks.accept(key, null);

    assertThat(spares("20.1.2.3", NOW.plusSeconds(3_590))).isTrue();
    policy = Trunks.NONE;
    assertThat(trunks.sources(NOW).isEmpty()).isTrue();
  }
}
