package io.ringfence.guard.toll;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.config.TollPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationsTest {

  private static TollPolicy policy(List<String> prefixes, List<String> exempt) {
    return new TollPolicy(null, null, prefixes, exempt, null, true, null);
  }

  @ParameterizedTest(name = "{0} as {1}: {2}")
  @CsvSource({
    "0049301234,+49301234,true",
    "+49301234,+49301234,true",
    "00049301234,+49301234,true",
    "+49 (30) 12-34;ext=5,+49301234,true",
    "01149301234,01149301234,true",
    "0301234,0301234,false",
    "0301234,+49301234,false",
    "1001,1001,false",
    "'',,false",
  })
  void internationalIsWhatIsDialledSo(String dialled, String destination, boolean costs) {
    String number = destination == null ? "" : destination;
    assertThat(Destinations.cost(dialled, number, TollPolicy.DEFAULT)).isEqualTo(costs);
  }

  @Test
  void whatACallerWrites_makesNoNumberNational() {
    String cutOff = "00" + "-".repeat(126);
    assertThat(Destinations.cost(cutOff, "+882123456", TollPolicy.DEFAULT)).isTrue();
    assertThat(Destinations.cost("00882", "+882123456", TollPolicy.DEFAULT)).isTrue();
    assertThat(Destinations.cost("", "+88", TollPolicy.DEFAULT)).isTrue();
  }

  @ParameterizedTest(name = "{0} as {1}: {2}")
  @CsvSource({
    "004930123,+4930123,false",
    "0049900123,+49900123,true",
    "0900123,+49900123,true",
    "0033123,+33123,true",
    "0015551234,+15551234,false",
  })
  void theLongerPrefixDecides_howeverItIsWritten(
      String dialled, String destination, boolean costs) {
    var policy = policy(List.of("+", "0049900"), List.of("0049", "+1"));
    assertThat(Destinations.cost(dialled, destination, policy)).isEqualTo(costs);
  }
}
