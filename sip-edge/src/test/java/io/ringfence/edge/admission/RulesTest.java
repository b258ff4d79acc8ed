package io.ringfence.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.PendingChange;
import io.ringfence.contracts.config.PendingChange.Before;
import io.ringfence.contracts.config.ProtectedService;
import io.ringfence.contracts.event.Service;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RulesTest {

  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
  private static final Instant CONFIRM_BY = NOW.plusSeconds(60);

  @Test
  void aRestrictionThatNobodyConfirms_endsByItself() {
    var change =
        new PendingChange(
            7, UUID.randomUUID(), CONFIRM_BY, List.of(Before.of("service/sip", null)));
    var restricted = new ProtectedService(8, Service.SIP, "SIP", List.of(), true, "nobody");
    var configuration =
        Configuration.INITIAL
            .with(ConfigKey.PENDING_CHANGE, Json.write(change))
            .with("service/sip", Json.write(restricted));

    var rules = Rules.of(configuration, NOW);
    assertThat(rules.permitted()).isNotNull();
    assertThat(rules.changesAt()).isEqualTo(CONFIRM_BY);

    var later = Rules.of(configuration, CONFIRM_BY);
    assertThat(later.permitted()).isNull();
    assertThat(later.changesAt()).isNull();
  }
}
