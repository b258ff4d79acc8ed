package io.ringfence.edge.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialPlanTest {

  private final DialPlan german =
      new DialPlan(new DialPlan.Rules("0", List.of("00", "011"), "0", "49", Set.of("112", "110")));

  @ParameterizedTest
  @CsvSource({
    "0030123, +4930123",
    "000442012345, +442012345",
    "001142012345, +42012345",
    "+49 (30) 12-3, +4930123",
    "+4930123;phone-context=example.org, +4930123",
    "030123, 30123",
    "200, 200",
    "alice, alice",
    "0, 0",
    "00, 0"
  })
  void numbersAreBroughtIntoOneForm(String number, String destination) {
    assertThat(german.dialled(number)).isEqualTo(new Dialled(number, destination, false));
  }

  @ParameterizedTest
  @CsvSource({"112", "0112", "1-1-2", "110", "0110", "112;phone-context=+49"})
  void emergencyNumbersAreKnown_withAndWithoutTheOutsidePrefix(String number) {
    assertThat(german.dialled(number).isEmergency()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"1120", "00112", "911", "112#", "2112", "+112"})
  void onlyTheWholeNumberIsAnEmergencyNumber(String number) {
    assertThat(german.dialled(number).isEmergency()).isFalse();
  }

  @Test
  void nationalNumbersStayAsTheyAre_whenTheCountryIsNotKnown() {
    assertThat(new DialPlan(DialPlan.Rules.DEFAULT).dialled("030123").destination())
        .isEqualTo("030123");
  }

  @Test
  void rulesOfOthersThanDigitsAreRefused() {
    assertThatThrownBy(() -> new DialPlan.Rules("a", List.of("00"), "0", "49", Set.of("112")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'a' has others than digits, * and #");
    assertThatThrownBy(() -> new DialPlan.Rules("", List.of("00"), "0", "49", Set.of("")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
