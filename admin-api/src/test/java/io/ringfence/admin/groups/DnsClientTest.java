package io.ringfence.admin.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ringfence.admin.groups.NameServer.Entry;
import io.ringfence.contracts.net.IpAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DnsClientTest {
  private static final String NAME = "gw.example.org";

  private NameServer server;
  private DnsClient client;

  @BeforeEach
  void start() throws Exception {
    server = new NameServer();
    client = new DnsClient(Duration.ofMillis(300));
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
  }

  @Test
  void findsTheAddressesOfBothFamilies_withTheirTtl() throws Exception {
    server
        .says(NAME, NameServer.A, Entry.address(120, "192.0.2.1"), Entry.address(90, "192.0.2.2"))
        .says(NAME, NameServer.AAAA, Entry.address(60, "2001:db8::1"));

    var found = lookUp();

    assertThat(found.v4()).isEqualTo(found(90, "192.0.2.1", "192.0.2.2"));
    assertThat(found.v6()).isEqualTo(found(60, "2001:db8::1"));
  }

  @Test
  void anAlias_isNotGoodForLongerThanItsOwnTtl() throws Exception {
    server
        .says(NAME, NameServer.A, Entry.alias(20), Entry.address(3600, "192.0.2.1"))
        .says(NAME, NameServer.AAAA, Entry.alias(20));

    assertThat(lookUp()).isEqualTo(new Answer.Both(found(20, "192.0.2.1"), new Answer.None()));
  }

  @Test
  void tellsANameThatIsNowhere_fromOneThatCannotBeLookedUp() throws Exception {
    server.knowsNot(NAME);
    assertThat(lookUp().isNowhere()).isTrue();

    server.says(NAME, NameServer.A, Entry.address(60, "192.0.2.1")).fails(NAME, NameServer.AAAA);
    var half = lookUp();
    assertThat(half.v4()).isEqualTo(found(60, "192.0.2.1"));
    assertThat(half.v6()).isEqualTo(new Answer.Failed("the name server says ServFail(2)"));
  }

  @Test
  void asksTheNextServer_whenOneDoesNotAnswer() throws Exception {
    try (var second = new NameServer()) {
      second.says(NAME, NameServer.A, Entry.address(60, "192.0.2.1")).says(NAME, NameServer.AAAA);

      var found = client.lookUp(NAME, List.of(server.address(), second.address()));

      assertThat(found).isEqualTo(new Answer.Both(found(60, "192.0.2.1"), new Answer.None()));
    }
    assertThat(lookUp()).isEqualTo(Answer.Both.failed("name server 127.0.0.1 does not answer"));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.53,192.0.2.53,53",
    "192.0.2.53:5353,192.0.2.53,5353",
    "2001:db8::53,2001:db8::53,53",
    "[2001:db8::53]:5353,2001:db8::53,5353",
  })
  void aServer_isAnAddressWithOrWithoutAPort(String text, String address, int port) {
    assertThat(NameServers.server(text))
        .isEqualTo(new InetSocketAddress(IpAddress.parse(address).toInetAddress(), port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "dns.example.org", "192.0.2.53:", "192.0.2.53:x", "192.0.2.53:70000"})
  void aServerThatIsNone_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> NameServers.server(text));
  }

  private Answer.Both lookUp() throws InterruptedException {
    return client.lookUp(NAME, List.of(server.address()));
  }

  private static Answer found(long ttl, String... addresses) {
    return new Answer.Found(
        List.of(addresses).stream().map(IpAddress::parse).toList(), Duration.ofSeconds(ttl));
  }
}
