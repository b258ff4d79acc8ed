package io.ringfence.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.testing.TestServers;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A peer of others' making registers unchanged. Needs `sipp` on the PATH.
@QuarkusTest
@QuarkusTestResource(TestServers.class)
class SippTest {

  private static final String SCENARIO =
      """
      <?xml version="1.0" encoding="ISO-8859-1" ?>
      <scenario name="register">
        <send retrans="500"><![CDATA[
          REGISTER sip:[remote_ip] SIP/2.0
          Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
          From: <sip:[service]@ringfence.local>;tag=[call_number]
          To: <sip:[service]@ringfence.local>
          Call-ID: [call_id]
          CSeq: 1 REGISTER
          Contact: sip:[service]@[local_ip]:[local_port]
          Max-Forwards: 70
          Expires: 120
          Content-Length: 0

        ]]></send>
        <recv response="401" auth="true"/>
        <send retrans="500"><![CDATA[
          REGISTER sip:[remote_ip] SIP/2.0
          Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
          From: <sip:[service]@ringfence.local>;tag=[call_number]
          To: <sip:[service]@ringfence.local>
          Call-ID: [call_id]
          CSeq: 2 REGISTER
          Contact: sip:[service]@[local_ip]:[local_port]
          [authentication]
          Max-Forwards: 70
          Expires: 120
          Content-Length: 0

        ]]></send>
        <recv response="200"/>
      </scenario>
      """;

  @Inject EdgeFixture edge;
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"u1", "t1"})
  void sippRegisters(String transport) throws Exception {
    assumeTrue(Sipp.isInstalled(), "sipp is not installed: real-peer registration not played");
    edge.ready();
    edge.account("300", "sipp's password");
    await().until(() -> isKnown());

    assertThat(sipp(transport, "sipp's password")).isZero();
    assertThat(sipp(transport, "a wrong one")).isNotZero();
  }

  private boolean isKnown() throws IOException {
    try (var phone = SipPhone.udp("127.0.0.97", edge.port())) {
      return phone.register("300", "sipp's password", "MD5").status() == 200;
    }
  }

  private int sipp(String transport, String password) throws Exception {
    Path scenario = Files.writeString(folder.resolve("register.xml"), SCENARIO);
    Path log = folder.resolve("sipp.log");
    var process =
        new ProcessBuilder(
                "sipp",
                "127.0.0.1:" + edge.port(),
                "-sf",
                scenario.toString(),
                "-s",
                "300",
                "-au",
                "300",
                "-ap",
                password,
                "-i",
                "127.0.0.96",
                "-t",
                transport,
                "-m",
                "1",
                "-timeout",
                "10s",
                "-nostdin")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .directory(folder.toFile())
            .start();
    try {
      assertThat(process.waitFor(Duration.ofSeconds(20))).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }
}
