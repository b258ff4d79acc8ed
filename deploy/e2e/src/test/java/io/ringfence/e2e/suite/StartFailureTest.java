package io.ringfence.e2e.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A start that cannot succeed says why in one line and leaves nothing running.
class StartFailureTest {

  @Test
  void namesTheBusyPortAndTheProcess() throws Exception {
    var suite = TestSuite.fresh();
    var loopback = InetAddress.getLoopbackAddress();
    try (var _ = new DatagramSocket(suite.port("SIP"), loopback)) {
      var result = suite.ringfence("up", "--detach");
      assertThat(result.status()).isNotZero();
      assertThat(result.err())
          .contains("udp port " + suite.port("SIP"), "process " + ProcessHandle.current().pid());
      assertThat(suite.processes()).isEmpty();
    }
  }

  @Test
  void refusesAPortThatIsNone() throws Exception {
    var suite = TestSuite.fresh();
    var environment = new HashMap<>(suite.environment());
    environment.put("RINGFENCE_SIP_PORT", "70000");
    var result = Script.ringfence(environment, "up", "--detach", "--data", suite.data().toString());
    assertThat(result.status()).isNotZero();
    assertThat(result.err()).contains("RINGFENCE_SIP_PORT", "70000");
  }

  @Test
  void saysWhichJdkIsMissing() throws Exception {
    var result = Script.ringfence(Map.of("RINGFENCE_JAVA_HOME", "/nonexistent"), "up");
    assertThat(result.status()).isNotZero();
    assertThat(result.err()).contains("JDK 25").hasLineCount(1);
  }

  @Test
  void saysThatTheDiskIsFull() throws Exception {
    var suite = TestSuite.fresh();
    Path small = Files.createDirectories(suite.data().resolve("small"));
    boolean mounted =
        Script.run(
                    Map.of(),
                    List.of("mount", "-t", "tmpfs", "-o", "size=50m", "tmpfs", small.toString()))
                .status()
            == 0;
    assumeTrue(mounted, "a small file system can be mounted by root alone");
    try {
      var result =
          Script.ringfence(suite.environment(), "up", "--detach", "--data", small.toString());
      assertThat(result.status()).isNotZero();
      assertThat(result.err()).contains("disk is full");
    } finally {
      Script.run(Map.of(), List.of("umount", small.toString()));
    }
  }

  @Test
  void showsTheLastWordsOfAServiceThatDies() throws Exception {
    var suite = TestSuite.fresh();
    Files.writeString(suite.data().resolve("secret-key"), "no key");
    var result = suite.ringfence("up", "--detach");
    assertThat(result.status()).isNotZero();
    assertThat(result.err()).contains("ended with status", "RINGFENCE_SECRET_KEY");
    assertThat(suite.processes()).isEmpty();
    assertThat(suite.ringfence("status").status()).isNotZero();
  }
}
