package io.ringfence.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.contracts.event.Reason;
import io.ringfence.testing.TestServers;
import jakarta.inject.Inject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The edge as attackers' tools see it who do not hide what they are.
@QuarkusTest
@QuarkusTestResource(TestServers.class)
class SipviciousTest {

  @Inject EdgeFixture edge;
  @TempDir Path folder;

  @Test
  void toolsFindNothingAndGetNoAnswer_andAreToldOf() throws Exception {
    assumeTrue(Sipvicious.isInstalled(), Sipvicious.MISSING);
    edge.ready();
    edge.account("330", "guess3");
    var tools = new Sipvicious(folder, edge.port());

    String servers = tools.run("svmap");
    String accounts = tools.run("svwar", "-e", "330-332", "--maximumtime=2");
    String password = tools.run("svcrack", "-u", "330", "-r", "1-9", "--maximumtime=2");

    assertThat(servers).contains("found nothing");
    assertThat(accounts).contains("timed out").contains("found nothing");
    assertThat(password).contains("no server response");
    await().until(() -> edge.attemptsFrom(Sipvicious.SOURCE).size() >= 3);
    assertThat(edge.attemptsFrom(Sipvicious.SOURCE))
        .allMatch(heard -> heard.attempt().reason() == Reason.SCANNER);
  }
}
