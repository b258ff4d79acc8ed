package io.ringfence.guard.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.ringfence.contracts.bus.CompactedTopic;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.guard.Role;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The topology's life: it starts when Kafka is there, its topics are made and the configuration is
/// known (a source must not be blocked because nobody has said yet that it is trusted), however
/// long that takes, and a thread that dies is replaced.
@ApplicationScoped
class GuardStreams {

  private static final Logger LOG = Logger.getLogger(GuardStreams.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final Role role;
  private final GuardConfig config;
  private final StreamsSettings settings;
  private final String bootstrapServers;
  private final GuardMeters meters;
  private final Policies policies = new Policies(InstantSource.system());

  private final List<CompactedTopic> followed = new CopyOnWriteArrayList<>();
  private volatile @Nullable KafkaStreams streams;
  private volatile String obstacle = "waiting for Kafka and the configuration";
  private volatile boolean stopped;
  private @Nullable Thread starter;

  GuardStreams(
      GuardConfig config,
      MeterRegistry registry,
      @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
      @ConfigProperty(name = "ringfence.data-dir") String dataDir,
      @ConfigProperty(name = "ringfence.node") String node,
      @ConfigProperty(name = Role.SETTING, defaultValue = "decide") Role role) {
    this.role = role;
    this.config = config;
    this.settings = new StreamsSettings(config, bootstrapServers, dataDir, node);
    this.bootstrapServers = bootstrapServers;
    this.meters = new GuardMeters(registry);
    registry.gauge(
        "ringfence.config.version",
        Tags.of("document", ConfigKey.kind(ConfigKey.GUARD_POLICY)),
        policies,
        Policies::policyVersion);
  }

  void start(@Observes StartupEvent event) {
    if (role == Role.SENSE) {
      return;
    }
    var following = CompactedTopic.follow(bootstrapServers, Topics.CONFIG, policies);
    followed.add(following);
    starter =
        Thread.ofPlatform().daemon().name("guard-start").start(() -> startWhenReady(following));
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stopped = true;
    if (starter != null) {
      starter.interrupt();
      starter.join(STOP_LIMIT);
    }
    if (streams != null) {
      streams.close(StreamsSettings.leaving(STOP_LIMIT));
    }
    CompactedTopic.closeAll(followed);
  }

  /// Why there are no decisions now, or `null`.
  @Nullable String obstacle() {
    var running = streams;
    if (running == null) {
      return role == Role.SENSE ? null : obstacle;
    }
    var state = running.state();
    if (state != KafkaStreams.State.RUNNING) {
      return "the topology is " + state;
    }
    return connections(running) > 0 ? null : "Kafka is away";
  }

  /// How many brokers the stream threads' consumers are connected to.
  private static double connections(KafkaStreams running) {
    return running.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals("connection-count"))
        .filter(metric -> metric.metricName().group().equals("consumer-metrics"))
        .mapToDouble(metric -> (Double) metric.metricValue())
        .sum();
  }

  /// Whether only a new process can help.
  boolean isDead() {
    var running = streams;
    return running != null && running.state() == KafkaStreams.State.ERROR;
  }

  private void startWhenReady(CompactedTopic following) {
    try {
      following.caughtUp().get();
      var registrations =
          CompactedTopic.follow(bootstrapServers, Topics.REGISTRATIONS, policies.registrations());
      followed.add(registrations);
      registrations.caughtUp().get();
      while (!stopped) {
        try {
          streams = started(partitions());
          return;
        } catch (KafkaException | IllegalStateException | ExecutionException e) {
          obstacle = "cannot start: " + e.getMessage();
          LOG.warnf("The topology cannot start, trying again: %s", e.getMessage());
          Thread.sleep(RETRY);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("stopped before the topology was started");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The same number for all: otherwise an attempt and a command for the same source could meet
  /// different tasks.
  private int partitions() throws InterruptedException, ExecutionException {
    var inputs = List.of(Topics.ATTEMPTS, Topics.COMMANDS, Topics.FINDINGS, Topics.BLOCKS);
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      Map<String, TopicDescription> topics = admin.describeTopics(inputs).allTopicNames().get();
      var numbers = topics.values().stream().map(topic -> topic.partitions().size()).distinct();
      var different = numbers.toList();
      if (different.size() != 1) {
        throw new IllegalStateException(
            inputs + " must have the same number of partitions; make them anew");
      }
      return different.getFirst();
    }
  }

  private KafkaStreams started(int partitions) {
    var topology = GuardTopology.of(policies, meters, config, partitions);
    var made = new KafkaStreams(topology, settings.properties());
    made.setUncaughtExceptionHandler(this::replaceThread);
    made.setStateListener((now, before) -> LOG.infof("The topology is %s", now));
    made.start();
    return made;
  }

  /// On the dying thread, whose wait keeps what dies again and again from doing nothing else.
  private StreamThreadExceptionResponse replaceThread(Throwable cause) {
    meters.threadReplaced();
    LOG.error("A thread of the topology died and is replaced", cause);
    LockSupport.parkNanos(RETRY.toNanos());
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }
}
