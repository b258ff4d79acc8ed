package io.ringfence.edge;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.testing.TestServers;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Calls between peers of others' making, over real sockets. All contacts are addresses that cannot
/// be reached, as behind NAT: what arrives has followed the flows. Needs `sipp` on the PATH.
@QuarkusTest
@QuarkusTestResource(TestServers.class)
class SippCallTest {

  /// A contact that cannot be reached.
  private static final String NOWHERE = "10.255.0.1";

  @Inject EdgeFixture edge;
  @Inject Core core;
  @TempDir Path folder;

  @BeforeEach
  void accounts() throws Exception {
    assumeTrue(Sipp.isInstalled(), "sipp is not installed: calls of real peers not played");
    edge.ready();
    for (String number : new String[] {"601", "602", "603"}) {
      edge.account(number, "secret" + number);
      await().until(() -> isKnown(number));
    }
  }

  private boolean isKnown(String number) throws IOException {
    try (var phone = SipPhone.udp("127.0.0.60", edge.port())) {
      var answer = phone.register(number, "secret" + number, "MD5");
      core.registrar().dropAll(number);
      return answer.status() == 200;
    }
  }

  private static int freePort(String address) throws IOException {
    try (var socket = new DatagramSocket(new InetSocketAddress(address, 0))) {
      return socket.getLocalPort();
    }
  }

  /// Registers a phone and lets it play a scenario from the same port.
  private Sipp phone(String number, String address, String scenario) throws Exception {
    String port = Integer.toString(freePort(address));
    try (var registers =
        Sipp.start(
            folder,
            "register",
            address,
            edge.port(),
            number,
            "-p",
            port,
            "-key",
            "contact",
            NOWHERE,
            "-au",
            number,
            "-ap",
            "secret" + number)) {
      registers.succeeds();
    }
    return Sipp.start(
        folder, scenario, address, edge.port(), number, "-p", port, "-key", "contact", NOWHERE);
  }

  private Sipp caller(String scenario, String transport) throws IOException {
    return Sipp.start(
        folder,
        scenario,
        "127.0.0.61",
        edge.port(),
        "602",
        "-key",
        "caller",
        "601",
        "-au",
        "601",
        "-ap",
        "secret601",
        "-t",
        transport);
  }

  /// The caller's address, 127.0.0.61, is another SIP loop's than the phone's.
  @ParameterizedTest
  @CsvSource({
    "call, answer, u1",
    "call, answer, t1",
    "call-and-wait, answer-and-bye, u1",
    "call-and-hold, answer-and-hold, u1",
    "call-and-cancel, ring, u1"
  })
  void twoPeersTalk(String calling, String called, String transport) throws Exception {
    try (var phone = phone("602", "127.0.0.64", called);
        var caller = caller(calling, transport)) {
      caller.succeeds();
      phone.succeeds();
    }
  }

  @Test
  void twoPhonesRing_oneAnswers_theOtherIsCancelled() throws Exception {
    try (var first = phone("602", "127.0.0.64", "answer");
        var second = phone("602", "127.0.0.62", "ring");
        var caller = caller("call", "u1")) {
      caller.succeeds();
      first.succeeds();
      second.succeeds();
    }
  }
}
