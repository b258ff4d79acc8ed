package io.ringfence.e2e.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringfence.local.demo.Api;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Phones and servers that SIPp plays, each in a process of its own.
final class Sipp implements AutoCloseable {

  private static final Path SCENARIOS = Script.HOME.resolve("sip-edge/src/test/resources/sipp");

  /// Somebody's number and SIP password.
  record Login(String number, String password) {}

  private final TestSuite suite;
  private final List<Process> started = new ArrayList<>();

  Sipp(TestSuite suite) {
    this.suite = suite;
  }

  /// Makes an account, and waits until it may log in.
  Login account(Api api, String number) throws Exception {
    api.delete("/accounts/" + number);
    String made = api.post("/accounts", Map.of("number", number)).body().path("password").asText();
    await("account " + number)
        .atMost(TestSuite.LIMIT)
        .until(
            () -> {
              try (var phone = suite.phone(suite.newSource(), number)) {
                return phone.register(made, Duration.ZERO).orElseThrow().status() == 200;
              }
            });
    return new Login(number, made);
  }

  /// Registers a phone of the account and has it answer.
  Process answering(Login login) throws Exception {
    var address = suite.newSource();
    var port = freePort(address);
    var here = new InetSocketAddress(address, port);
    assertThat(play("register", here, login.number(), login).waitFor()).isZero();
    return play("answer", here, login.number(), login);
  }

  /// Has a server answer one call.
  Process answering(InetSocketAddress server) throws IOException {
    var nobody = new Login("server", "none");
    return play("answer", server, server.getAddress().getHostAddress(), "server", nobody);
  }

  Process calling(String scenario, String number, Login caller) throws IOException {
    var address = suite.newSource();
    return play(scenario, new InetSocketAddress(address, freePort(address)), number, caller);
  }

  static void assertPlayed(Process phone) throws InterruptedException {
    assertThat(phone.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(phone.exitValue()).isZero();
  }

  private static int freePort(InetAddress address) throws IOException {
    try (var socket = new DatagramSocket(new InetSocketAddress(address, 0))) {
      return socket.getLocalPort();
    }
  }

  /// A phone's own address is of no use behind its NAT.
  private Process play(String scenario, InetSocketAddress here, String number, Login login)
      throws IOException {
    return play(scenario, here, "10.255.0.1", number, login);
  }

  /// @param contact the address that it says it has
  private Process play(
      String scenario, InetSocketAddress here, String contact, String number, Login login)
      throws IOException {
    Path folder = Files.createTempDirectory(suite.data(), "sipp");
    var process =
        new ProcessBuilder(
                "sipp",
                "127.0.0.1:" + suite.port("SIP"),
                "-sf",
                SCENARIOS.resolve(scenario + ".xml").toString(),
                "-i",
                here.getAddress().getHostAddress(),
                "-p",
                Integer.toString(here.getPort()),
                "-s",
                number,
                "-key",
                "contact",
                contact,
                "-key",
                "caller",
                login.number(),
                "-au",
                login.number(),
                "-ap",
                login.password(),
                "-m",
                "1",
                "-timeout",
                "40s",
                "-timeout_error",
                "-nostdin")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(scenario + ".log").toFile())
            .start();
    started.add(process);
    return process;
  }

  @Override
  public void close() {
    started.forEach(Process::destroyForcibly);
  }
}
