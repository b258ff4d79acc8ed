package io.ringfence.admin.enforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.Blocked;
import io.ringfence.admin.WithServers;
import io.ringfence.contracts.event.Service;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class RulesetTest extends WithServers {
  private static final String PATH = "/api/v1/enforcement/ruleset";

  @ParameterizedTest
  @CsvSource({
    "nftables, text/plain, 203.0.113.61 timeout",
    "ipset, text/plain, add rf-snmp-blocked-v4 203.0.113.61 timeout",
    "iptables, text/plain, -A RINGFENCE-snmp -m set --match-set rf-snmp-blocked-v4 src -j DROP",
    "ip6tables, text/plain, -A RINGFENCE-snmp -m set --match-set rf-snmp-blocked-v6 src -j DROP",
    "pf, text/plain, '  203.0.113.61'",
    "mikrotik, text/plain, add list=ringfence-snmp-blocked address=203.0.113.61 timeout=",
    "aws, application/json, IpPermissions",
    "networkpolicy, application/yaml, 'kind: NetworkPolicy'"
  })
  void isWrittenInOtherWords(String format, String mediaType, String line) {
    var block = Blocked.now("203.0.113.61", Service.SNMP);
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () -> {
              var answer = Api.as("viewer").get(PATH + "?format=" + format);
              assertThat(answer.status()).as(answer.text()).isEqualTo(200);
              assertThat(answer.header("Content-Type")).startsWith(mediaType);
              assertThat(answer.text()).contains("Ringfence's rule set of", line);
            });
    Blocked.release(block);
  }

  @Test
  void isTheNodesOwn_whenNothingElseIsAsked() {
    assertThat(Api.as("viewer").get(PATH).text()).contains("table inet ringfence {");
    assertThat(Api.as("viewer").get(PATH + "?format=cisco").status()).isEqualTo(400);
  }
}
