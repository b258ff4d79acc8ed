package io.ringfence.contracts.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringfence.contracts.bus.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrunksTest {

  private static GuardPolicy read(String more) {
    String json =
        """
        {"version":1,"enabled":true,"attempts":5,"period":"PT10M","blockFor":"PT1H"%s}"""
            .formatted(more);
    return Json.read(json.getBytes(StandardCharsets.UTF_8), GuardPolicy.class);
  }

  @Test
  void aPolicyOfBeforeThereWereTrunks_hasNone() {
    assertThat(read("").trunks()).isEqualTo(Trunks.NONE);
    assertThat(Trunks.NONE.memory()).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void everyFieldIsReadBackAsItWasWritten_andEachAccountIsThereOnce() {
    var policy =
        read(
            """
            ,"trunks":{"accounts":["trunk","branch-1","trunk"],"memory":"PT2H"}""");

    assertThat(policy.trunks())
        .isEqualTo(new Trunks(List.of("trunk", "branch-1"), Duration.ofHours(2)));
    assertThat(Json.read(Json.write(policy), GuardPolicy.class)).isEqualTo(policy);
    assertThat(policy.with(TollPolicy.DEFAULT).trunks().has("branch-1")).isTrue();
    assertThat(policy.trunks().has("branch-2")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"accounts\":[\"a b\"]}|trunks.accounts",
        "{\"accounts\":[null]}|trunks.accounts",
        "{\"memory\":\"PT0S\"}|trunks.memory",
        "{\"memory\":\"P31D\"}|trunks.memory",
      })
  void whatIsNoTrunk_isRefused_namingTheField(String trunks, String field) {
    assertThatThrownBy(() -> read(",\"trunks\":" + trunks))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(field);
  }

  @Test
  void refusesMoreThanItsBound() {
    var many = Collections.nCopies(Trunks.MAX_ACCOUNTS + 1, "trunk");

    assertThatThrownBy(() -> new Trunks(many, null)).hasMessageContaining("at most 100");
  }
}
