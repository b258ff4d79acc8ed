package io.ringfence.contracts.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.PendingChange.Before;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PendingChangeTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Instant CONFIRM_BY = NOW.plusSeconds(60);
  private static final IpAddress PHONE = IpAddress.parse("192.0.2.7");

  private static final ProtectedService OPEN =
      new ProtectedService(3, Service.SIP, "SIP", List.of(), false, null);
  private static final ProtectedService RESTRICTED =
      new ProtectedService(5, Service.SIP, "SIP", List.of(), true, "office");
  private static final IpGroup OFFICE =
      new IpGroup(
          2,
          "office",
          "Office",
          null,
          List.of(new IpGroup.Member("10.0.0.0/8", null, NOW.plusSeconds(90))),
          Map.of());

  @Test
  void takesItselfBack_whenNobodyConfirmsInTime() {
    var pending = restrictedUnlessConfirmed();

    assertThat(pending.admitted(Service.SIP, NOW)).isNotNull();
    assertThat(pending.nextExpiry(NOW)).isEqualTo(CONFIRM_BY);
    assertThat(pending.effective(CONFIRM_BY.minusMillis(1))).isEqualTo(pending);
    assertThat(pending.admitted(Service.SIP, CONFIRM_BY)).isNull();
    assertThat(pending.effective(CONFIRM_BY).pending()).isNull();
    assertThat(pending.effective(CONFIRM_BY).versions())
        .containsEntry("service/sip", 3L)
        .doesNotContainKey("change/pending");
    assertThat(pending.nextExpiry(CONFIRM_BY)).isEqualTo(NOW.plusSeconds(90));
  }

  @Test
  void stays_whenItIsConfirmed_evenAfterANodeHasTakenItBack() {
    var confirmed = restrictedUnlessConfirmed().with(ConfigKey.PENDING_CHANGE, null);

    assertThat(confirmed.admitted(Service.SIP, CONFIRM_BY).contains(PHONE)).isFalse();
    assertThat(confirmed.pending()).isNull();
  }

  @Test
  void takesBackWhatWasMadeAndWhatWasDeleted() {
    var made =
        change(Before.of("service/backup", null), Before.of("group/office", OFFICE))
            .with("group/office", null)
            .with("service/backup", service("backup"));
    assertThat(made.services()).containsKey("backup");
    assertThat(made.groups()).isEmpty();

    var before = made.effective(CONFIRM_BY);

    assertThat(before.services()).isEmpty();
    assertThat(before.groups()).containsEntry("office", OFFICE);
  }

  @Test
  void survivesTheTopic() {
    var change =
        new PendingChange(
            7,
            new UUID(1, 2),
            CONFIRM_BY,
            List.of(Before.of("service/sip", OPEN), Before.of("group/new", null)));

    assertThat(Json.read(Json.write(change), PendingChange.class)).isEqualTo(change);
    assertThat(new String(Json.write(change), StandardCharsets.UTF_8))
        .startsWith(
            "{\"version\":7,\"id\":\"00000000-0000-0001-0000-000000000002\",\"confirmBy\":");
  }

  @Test
  void isRefused_whenItCouldNotBeTakenBack() {
    var nonsense = new Before("service/sip", Json.tree(Map.of("name", "Not A Service")));

    assertThatIllegalArgumentException().isThrownBy(() -> change(nonsense));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Before(ConfigKey.PENDING_CHANGE, null));
  }

  private static Configuration restrictedUnlessConfirmed() {
    return change(Before.of("service/sip", OPEN))
        .with("group/office", Json.write(OFFICE))
        .with("service/sip", Json.write(RESTRICTED));
  }

  private static Configuration change(Before... before) {
    var change = new PendingChange(4, UUID.randomUUID(), CONFIRM_BY, List.of(before));
    return Configuration.INITIAL.with(ConfigKey.PENDING_CHANGE, Json.write(change));
  }

  private static byte[] service(String name) {
    return Json.write(new ProtectedService(6, name, name, List.of(), false, null));
  }
}
