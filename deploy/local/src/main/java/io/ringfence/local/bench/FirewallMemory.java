package io.ringfence.local.bench;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.local.suite.Failure;
import io.ringfence.local.suite.FirewallAlone;
import io.ringfence.local.suite.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// How much memory a packaged firewall-service has in the end that enforces 100,000 addresses and
/// 100,000 CIDRs in a kernel: all of the process, as the system counts it.
final class FirewallMemory {

  private static final int EACH = 100_000;
  private static final int ADDRESSES = 0x0b00_0000;
  private static final int PREFIXES = 0x2000_0000;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /// What is still going on is over by then: the state is on disk, everything was read back, and
  /// all are counted, which takes 100 s, as counting has a small share of the time.
  private static final Duration SETTLED = Duration.ofSeconds(150);

  private static final int LOOK_MILLIS = 500;

  private FirewallMemory() {}

  /// @param namespace where the rules go
  static List<Result> run(Settings settings, Path scratch, Path namespace, String conditions)
      throws IOException, InterruptedException {
    var apart = settings.apart(scratch.resolve("enforced"));
    try (var alone = FirewallAlone.start(apart, namespace)) {
      decide(alone.kafkaBootstrap());
      alone.awaitReady();
      awaitEnforced(alone.managementPort());
      Thread.sleep(SETTLED);
      String what = "100,000 addresses and 100,000 CIDRs, the service's memory";
      return List.of(
          result(what, alone, "VmRSS", conditions),
          result("the same, at its most", alone, "VmHWM", conditions));
    }
  }

  private static void decide(String bootstrap) throws InterruptedException {
    // Not idempotent: a partition that was just made may have no leader yet, and sequence numbers
    // that have once gone wrong are tried again and again. A decision that comes twice is one.
    var config =
        Map.<String, Object>of(
            "bootstrap.servers", bootstrap, "linger.ms", 20, "enable.idempotence", false);
    try (var admin = Admin.create(config)) {
      Topics.create(admin);
    } catch (ExecutionException e) {
      throw new Failure("the topics could not be made: " + e.getMessage(), e);
    }
    try (var producer =
        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < EACH; i++) {
        send(producer, new BlockTarget.Ip(IpAddress.ofV4(ADDRESSES + i)));
        var prefix = new IpPrefix(IpAddress.ofV4(PREFIXES + 512 * i), 24);
        send(producer, new BlockTarget.Prefix(prefix));
      }
      producer.flush();
    }
  }

  private static void send(KafkaProducer<String, byte[]> producer, BlockTarget target) {
    var id = EventIds.next();
    var now = Instant.now();
    var decision =
        new BlockDecision(
            Event.SCHEMA_VERSION,
            id,
            now,
            id,
            target,
            Set.of(Service.SIP),
            Rule.PASSWORD_GUESSING,
            Origin.GUARD,
            BlockState.ACTIVE,
            1,
            new Evidence(5, now, now, List.of("1001", "1002"), "friendly-scanner"),
            now,
            now.plus(Duration.ofHours(1)),
            null,
            null);
    var _ =
        producer.send(new ProducerRecord<>(Topics.BLOCKS, target.value(), Json.write(decision)));
  }

  /// Its own metrics say so.
  private static void awaitEnforced(int port) throws IOException, InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/metrics")).build();
      while (true) {
        var metrics = http.send(request, BodyHandlers.ofString()).body();
        if (holds(metrics, "sip_blocked_v4") && holds(metrics, "sip_blocked_prefixes_v4")) {
          return;
        }
        if (System.nanoTime() > end) {
          throw new Failure("the blocks are not in force within " + LIMIT);
        }
        Thread.sleep(LOOK_MILLIS);
      }
    }
  }

  private static boolean holds(String metrics, String set) {
    return metrics
        .lines()
        .filter(line -> line.startsWith("ringfence_firewall_elements"))
        .filter(line -> line.contains("\"" + set + "\""))
        .anyMatch(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))) == EACH);
  }

  private static Result result(String what, FirewallAlone alone, String field, String conditions)
      throws IOException {
    Path status = Path.of("/proc", Long.toString(alone.pid()), "status");
    String line =
        Files.readAllLines(status).stream()
            .filter(each -> each.startsWith(field + ":"))
            .findFirst()
            .orElseThrow();
    double kibibytes = Double.parseDouble(line.replaceAll("\\D", ""));
    return new Result(FirewallBench.NAME, what, "MiB", kibibytes / 1_024, conditions);
  }
}
