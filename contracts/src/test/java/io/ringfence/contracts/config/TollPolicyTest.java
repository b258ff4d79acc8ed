package io.ringfence.contracts.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringfence.contracts.bus.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TollPolicyTest {

  @Test
  void aPolicyOfBeforeThereWereLimitsOfCalls_hasTheDefaults() {
    String before =
        """
        {"version":1,"enabled":true,"attempts":5,"period":"PT10M","blockFor":"PT1H"}""";

    var policy = Json.read(before.getBytes(StandardCharsets.UTF_8), GuardPolicy.class);

    assertThat(policy.toll()).isEqualTo(TollPolicy.DEFAULT);
    assertThat(policy.toll().account().limits().callsPerHour().critical()).isEqualTo(50);
    assertThat(policy.toll().account().limits().minutesPerDay().critical()).isEqualTo(120);
    assertThat(Json.read(Json.write(policy), GuardPolicy.class)).isEqualTo(policy);
  }

  @Test
  void everyFieldIsReadBackAsItWasWritten() {
    var limits = new TollLimits(new Threshold(1, 2), new Threshold(null, 3), Threshold.NONE);
    var policy =
        new TollPolicy(
            new TollRule(RuleMode.WATCH, limits, TollLimits.NONE),
            new TollRule(RuleMode.OFF, TollLimits.NONE, limits),
            List.of("0900"),
            List.of("+49"),
            List.of("1001"),
            false,
            new OfficeHours("Europe/Berlin", List.of("Saturday"), "07:30", "12:00"));

    assertThat(Json.read(Json.write(policy), TollPolicy.class)).isEqualTo(policy);
    assertThat(policy.officeHours().days()).containsExactly("saturday");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"account\":{\"limits\":{}}}|mode",
        "{\"account\":{\"mode\":\"on\",\"limits\":{\"callsPerHour\":{\"warning\":0}}}}|warning",
        "{\"account\":{\"mode\":\"on\",\"limits\":{\"callsPerHour\":{\"warning\":5,\"critical\":4}}}}|warning",
        "{\"prefixes\":[\"abc\"]}|prefixes",
        "{\"exemptPrefixes\":[\"\"]}|exemptPrefixes",
        "{\"exemptAccounts\":[\"a b\"]}|exemptAccounts",
        "{\"officeHours\":{\"zone\":\"Mars\",\"from\":\"08:00\",\"to\":\"09:00\"}}|zone",
        "{\"officeHours\":{\"days\":[\"friday\",\"someday\"],\"from\":\"08:00\",\"to\":\"09:00\"}}|days",
        "{\"officeHours\":{\"from\":\"18:00\",\"to\":\"08:00\"}}|from",
        "{\"officeHours\":{\"from\":\"8\",\"to\":\"09:00\"}}|from",
      })
  void whatIsNoLimit_isRefused_namingTheField(String json, String field) {
    String whole = json.replaceFirst("\\{", "{\"exemptTrustedSources\":true,");
    assertThatThrownBy(() -> Json.read(whole.getBytes(StandardCharsets.UTF_8), TollPolicy.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(field);
  }
}
