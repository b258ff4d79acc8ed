package io.ringfence.admin.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.WithServers;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class NetworkTest extends WithServers {
  private static final String PATH = "/api/v1/network/ports";

  @Test
  void hasTheSeedsTable_andWhatItLacks() {
    var rows = new ArrayList<String>();
    for (JsonNode row : Api.as("viewer").get(PATH).json().get("items")) {
      assertThat(row.get("outbound").textValue()).isNotBlank();
      assertThat(row.get("inbound").textValue()).isNotBlank();
      rows.add(row.get("protocol").textValue() + "/" + row.get("port").intValue());
    }
    assertThat(rows)
        .contains("udp/5060", "tcp/143", "tcp/389", "tcp/636", "tcp/80", "tcp/443", "tcp/4021")
        .contains("udp/3478", "udp/3479", "tcp/5061", "tcp/5066", "tcp/5067", "udp/10000")
        .contains("udp/69", "tcp/5038", "udp/161");
  }

  @ParameterizedTest
  @CsvSource({
    "markdown, text/markdown, '| SIP (5060) | udp | allow | allow for SIP servers of your provider'",
    "nftables, text/plain, ip saddr 198.51.100.9 udp dport 5060 accept",
    "iptables, text/plain, -A RINGFENCE-OUTER -s 198.51.100.9 -p udp -m udp --dport 5060 -j ACCEPT",
    "pf, text/plain, pass quick inet proto udp from 198.51.100.9 to any port 5060",
    "mikrotik, text/plain, src-address=198.51.100.9 protocol=udp dst-port=5060",
    "aws, application/json, IpPermissions",
    "networkpolicy, application/yaml, 'kind: NetworkPolicy'"
  })
  void isWrittenInOtherWords(String format, String mediaType, String line) {
    var answer = Api.as("viewer").get(PATH + "?pbx=198.51.100.9&format=" + format);

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith(mediaType);
    assertThat(answer.text()).contains(line).doesNotContain("192.0.2.10", "2001:db8::10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"format=cisco", "format=pf&pbx=nonsense", "format=pf&pbx=1.1.1.1,2,3"})
  void refusesWhatItDoesNotKnow(String query) {
    assertThat(Api.as("viewer").get(PATH + "?" + query).status()).isEqualTo(400);
  }
}
