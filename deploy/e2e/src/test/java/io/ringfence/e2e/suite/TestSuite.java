package io.ringfence.e2e.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfence.contracts.bus.Json;
import io.ringfence.local.demo.Api;
import io.ringfence.local.demo.BusWatch;
import io.ringfence.local.sip.SipPhone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A suite of the tests' own: a new data folder, free ports, and a client of each kind.
final class TestSuite implements AutoCloseable {

  static final Duration LIMIT = Duration.ofSeconds(60);
  static final Duration SILENCE = Duration.ofMillis(700);
  static final String DOMAIN = "ringfence.local";

  private static final String UPSTREAM = "127.19.0.1";

  private static final List<String> PORTS =
      List.of(
          "POSTGRES",
          "KAFKA",
          "KAFKA_CONTROLLER",
          "SMTP",
          "SIP",
          "SIPS",
          "SIP_WS",
          "SIP_WSS",
          "SIP_EDGE",
          "AUTH_GUARD",
          "FIREWALL_SERVICE",
          "NOTIFIER",
          "ADMIN_API",
          "HTTP");

  private final Path data;
  private final Map<String, String> environment;
  private int sources;

  private TestSuite(Path data, Map<String, String> environment) {
    this.data = data;
    this.environment = environment;
  }

  /// Not started yet.
  static TestSuite fresh() throws IOException {
    return new TestSuite(newFolder(), freePorts());
  }

  /// On the usual ports, for a namespace where nothing else runs. Not started yet.
  static TestSuite onUsualPorts() throws IOException {
    return new TestSuite(newFolder(), Map.of());
  }

  /// The same, with an address of its own where calls to the outer world lead.
  TestSuite withUpstream() throws IOException {
    var more = new HashMap<>(environment);
    try (var free = new DatagramSocket(new InetSocketAddress(UPSTREAM, 0))) {
      more.put("RINGFENCE_SIP_UPSTREAMS", "sip:" + UPSTREAM + ":" + free.getLocalPort());
    }
    return new TestSuite(data, more);
  }

  /// Where calls to the outer world lead.
  InetSocketAddress upstream() {
    String uri = environment.getOrDefault("RINGFENCE_SIP_UPSTREAMS", "");
    int port = Integer.parseInt(uri.substring(uri.lastIndexOf(':') + 1));
    return new InetSocketAddress(UPSTREAM, port);
  }

  private static Path newFolder() throws IOException {
    Path folder = Script.HOME.resolve("deploy/e2e/target/suites");
    Files.createDirectories(folder);
    return Files.createTempDirectory(folder, "data");
  }

  static Map<String, String> freePorts() throws IOException {
    var ports = new HashMap<String, String>();
    var held = new ArrayList<ServerSocket>();
    for (String name : PORTS) {
      var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      held.add(socket);
      ports.put("RINGFENCE_" + name + "_PORT", Integer.toString(socket.getLocalPort()));
    }
    for (var socket : held) {
      socket.close();
    }
    return ports;
  }

  Path data() {
    return data;
  }

  Map<String, String> environment() {
    return environment;
  }

  int port(String name) {
    return Integer.parseInt(environment.getOrDefault("RINGFENCE_" + name + "_PORT", "0"));
  }

  Script.Result ringfence(String... arguments) throws IOException, InterruptedException {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", data.toString()));
    return Script.ringfence(environment, all.toArray(String[]::new));
  }

  Script.Result up() throws IOException, InterruptedException {
    var result = ringfence("up", "--detach");
    assertThat(result.status()).as(result.err()).isZero();
    return result;
  }

  Script.Result down() throws IOException, InterruptedException {
    return ringfence("down");
  }

  /// The element of `status --json` of one service.
  JsonNode status(String service) throws IOException, InterruptedException {
    for (JsonNode row : status()) {
      if (row.path("service").asText().equals(service)) {
        return row;
      }
    }
    throw new AssertionError("status does not know " + service);
  }

  JsonNode status() throws IOException, InterruptedException {
    var result = ringfence("status", "--json");
    return Json.read(result.out().getBytes(StandardCharsets.UTF_8), JsonNode.class);
  }

  /// Kills a service as a crash would, and waits until its successor is ready.
  void crash(String service) throws IOException, InterruptedException {
    long pid = kill(service);
    awaitReadyAgain(service, pid);
  }

  long kill(String service) throws IOException, InterruptedException {
    long pid = status(service).path("pid").asLong();
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    return pid;
  }

  void awaitReadyAgain(String service, long oldPid) {
    await(service + " to be ready again")
        .atMost(LIMIT)
        .until(
            () -> {
              var row = status(service);
              return row.path("pid").asLong() != oldPid && row.path("ready").asBoolean();
            });
  }

  Api api() throws IOException {
    return api(Files.readString(data.resolve("admin-token")).strip());
  }

  Api api(String token) {
    return new Api(URI.create("http://127.0.0.1:" + port("HTTP") + "/api/v1"), token);
  }

  BusWatch bus() throws InterruptedException {
    return new BusWatch(kafka());
  }

  String kafka() {
    return "127.0.0.1:" + port("KAFKA");
  }

  InetSocketAddress sip() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port("SIP"));
  }

  SipPhone phone(InetAddress from, String account) throws IOException {
    return SipPhone.udp(from, sip(), DOMAIN, account);
  }

  /// An address nobody has used in this suite.
  InetAddress newSource() {
    sources++;
    return InetAddress.ofLiteral("127.20.%d.%d".formatted(sources / 250, 1 + sources % 250));
  }

  /// Whether anyone answers a first request from there.
  boolean isAnswered(InetAddress from) {
    try (var phone = phone(from, "somebody")) {
      return phone.ask(SILENCE).isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Wrong passwords until there is no answer, at most `count`.
  ///
  /// @return how many were answered with 401
  int attack(InetAddress from, String account, int count) throws IOException {
    try (var phone = phone(from, account)) {
      if (phone.ask(Duration.ofSeconds(3)).isEmpty()) {
        return 0;
      }
      for (int i = 0; i < count; i++) {
        var answer = phone.guess("wrong-" + i, i < 5 ? Duration.ofSeconds(3) : SILENCE);
        if (answer.isEmpty() || answer.get().status() != 401) {
          return i;
        }
      }
      return count;
    }
  }

  /// The received mails that speak of a source.
  List<String> mailsAbout(InetAddress source) {
    try (Stream<Path> mails = Files.list(data.resolve("mail"))) {
      var about = new ArrayList<String>();
      for (Path mail : mails.filter(file -> file.toString().endsWith(".eml")).toList()) {
        String text = Files.readString(mail);
        if (text.matches("(?s).*\\b" + source.getHostAddress().replace(".", "\\.") + "\\b.*")) {
          about.add(text);
        }
      }
      return about;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The rules as the dry run writes them down.
  String ruleset() {
    try {
      return Files.readString(data.resolve("firewall/ruleset.nft"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isInRuleset(InetAddress source) {
    return ruleset().matches("(?s).*[^0-9.]" + source.getHostAddress() + "[^0-9.].*");
  }

  /// Elements of the sets of blocked addresses have a timeout, those of groups have none.
  boolean isBlockedInRuleset(InetAddress source) {
    return ruleset().matches("(?s).*[^0-9.]" + source.getHostAddress() + " timeout .*");
  }

  /// What processes of this suite live: the data folder is in their command line or environment.
  List<ProcessHandle> processes() {
    return ProcessHandle.allProcesses()
        .filter(ProcessHandle::isAlive)
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .filter(process -> speaksOf(process, "cmdline") || speaksOf(process, "environ"))
        .toList();
  }

  private boolean speaksOf(ProcessHandle process, String file) {
    try {
      return Files.readString(
              Path.of("/proc", Long.toString(process.pid()), file), StandardCharsets.ISO_8859_1)
          .contains(data.toString());
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      down();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("the suite could not be stopped", e);
    }
  }
}
