package io.ringfence.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A sipp process that plays a scenario of `src/test/resources/sipp` once.
public final class Sipp implements AutoCloseable {

  /// Where the phone believes to be, and nobody can reach it.
  private static final String BEHIND_NAT = "10.255.0.1";

  private static final Path SCENARIOS = Path.of("src/test/resources/sipp");

  private final String what;
  private final Path log;
  private final Process process;

  private Sipp(String what, Path log, Process process) {
    this.what = what;
    this.log = log;
    this.process = process;
  }

  public static boolean isInstalled() throws InterruptedException {
    try {
      return new ProcessBuilder("sipp", "-v").start().waitFor(10, TimeUnit.SECONDS);
    } catch (IOException e) {
      return false;
    }
  }

  /// @param user in the scenario: who registers or is called
  /// @param more options, such as `-p 7000`
  public static Sipp start(
      Path folder, String scenario, String address, int serverPort, String user, String... more)
      throws IOException {
    return start(folder, scenario, address, "127.0.0.1:" + serverPort, user, more);
  }

  /// @param server `address:port`
  public static Sipp start(
      Path folder, String scenario, String address, String server, String user, String... more)
      throws IOException {
    var command = new ArrayList<>(List.of("sipp", server, "-sf"));
    command.add(SCENARIOS.resolve(scenario + ".xml").toAbsolutePath().toString());
    command.addAll(List.of("-i", address, "-s", user, "-m", "1", "-nostdin", "-trace_err"));
    command.addAll(List.of("-timeout", "20s", "-timeout_error", "-error_file"));
    Path errors = folder.resolve(scenario + "-" + address + ".err");
    command.add(errors.toString());
    command.addAll(List.of(more));
    Path log = folder.resolve(scenario + "-" + address + ".log");
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .directory(folder.toFile())
            .start();
    return new Sipp(scenario + " at " + address, errors, process);
  }

  /// Registers a phone behind NAT, with password `secret` and its number, and lets it play a
  /// scenario from the same port.
  public static Sipp registered(
      Path folder, String scenario, String address, int serverPort, String number)
      throws IOException, InterruptedException {
    String port = Integer.toString(freePort(address));
    var phone = List.of("-p", port, "-key", "contact", BEHIND_NAT);
    var login = new ArrayList<>(phone);
    login.addAll(List.of("-au", number, "-ap", "secret" + number));
    try (var registers =
        start(folder, "register", address, serverPort, number, login.toArray(String[]::new))) {
      registers.succeeds();
    }
    return start(folder, scenario, address, serverPort, number, phone.toArray(String[]::new));
  }

  private static int freePort(String address) throws IOException {
    try (var socket = new DatagramSocket(new InetSocketAddress(address, 0))) {
      return socket.getLocalPort();
    }
  }

  /// Waits until the scenario has been played, and asserts that all went as written.
  public void succeeds() throws IOException, InterruptedException {
    assertThat(process.waitFor(Duration.ofSeconds(40))).as("%s: ended", what).isTrue();
    String errors = Files.exists(log) ? Files.readString(log) : "";
    assertThat(process.exitValue()).as("%s: %s", what, errors).isZero();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
