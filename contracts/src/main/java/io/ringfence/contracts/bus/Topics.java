package io.ringfence.contracts.bus;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/// The topics and their settings.
public final class Topics {

  public static final String ATTEMPTS = "ringfence.attempts";
  public static final String BLOCKS = "ringfence.blocks";
  public static final String ALERTS = "ringfence.alerts";
  public static final String CONFIG = "ringfence.config";
  public static final String COMMANDS = "ringfence.commands";
  public static final String ENFORCEMENT = "ringfence.enforcement";
  public static final String CALLS = "ringfence.calls";
  /// What auth-guard's tasks tell each other; nobody else reads it.
  public static final String FINDINGS = "ringfence.findings";

  /// Calls that cost, by account and all in one; auth-guard's own, like findings.
  public static final String TOLL = "ringfence.toll";

  /// Orders to lock an account or the PBX.
  public static final String LOCKS = "ringfence.locks";

  public static final String REGISTRATIONS = "ringfence.registrations";

  /// The most bytes of a dead letter, and so what their producers must be set to: the largest
  /// record that a topic takes by default, its error headers, and room.
  public static final int DEAD_LETTER_MAX_BYTES = 2 * 1024 * 1024;

  /// The most bytes of a record on `config`, and so what its producer must be set to: the largest
  /// group, the addresses of its host names, and what a change that waits to be confirmed adds.
  public static final int CONFIG_MAX_BYTES = 4 * 1024 * 1024;

  private static final String DEAD_LETTER = ".dead-letter";

  /// attempts and commands meet in one task of auth-guard, so both have the same number.
  private static final int PARTITIONS = 6;

  private static final short CLUSTER_DEFAULT = -1;

  private Topics() {}

  /// Where records of this topic go that cannot be read.
  public static String deadLetter(String topic) {
    return topic + DEAD_LETTER;
  }

  static List<NewTopic> all() {
    return List.of(
        kept(ATTEMPTS, PARTITIONS, Duration.ofDays(7)),
        kept(COMMANDS, PARTITIONS, Duration.ofDays(7)),
        kept(FINDINGS, PARTITIONS, Duration.ofDays(1)),
        kept(TOLL, PARTITIONS, Duration.ofDays(1)),
        kept(LOCKS, 1, Duration.ofDays(7)),
        kept(ALERTS, 1, Duration.ofDays(7)),
        kept(CALLS, PARTITIONS, Duration.ofDays(7)),
        compacted(BLOCKS, PARTITIONS),
        taking(CONFIG_MAX_BYTES, compacted(CONFIG, 1)),
        compacted(ENFORCEMENT, 1),
        compacted(REGISTRATIONS, PARTITIONS),
        deadLetters(ATTEMPTS),
        deadLetters(COMMANDS),
        deadLetters(FINDINGS),
        deadLetters(TOLL),
        deadLetters(LOCKS),
        deadLetters(ALERTS),
        deadLetters(BLOCKS),
        deadLetters(CALLS));
  }

  /// Creates the topics that are not there. Topics that exist are left as they are.
  public static void create(Admin admin) throws InterruptedException, ExecutionException {
    Set<String> existing = admin.listTopics().names().get();
    List<NewTopic> missing =
        all().stream().filter(topic -> !existing.contains(topic.name())).toList();
    for (var creation : admin.createTopics(missing).values().values()) {
      try {
        creation.get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof org.apache.kafka.common.errors.TopicExistsException)) {
          throw e;
        }
      }
    }
  }

  private static NewTopic kept(String name, int partitions, Duration retention) {
    return new NewTopic(name, partitions, CLUSTER_DEFAULT)
        .configs(
            Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(retention.toMillis())));
  }

  private static NewTopic deadLetters(String topic) {
    return taking(DEAD_LETTER_MAX_BYTES, kept(deadLetter(topic), 1, Duration.ofDays(30)));
  }

  private static NewTopic taking(int maxBytes, NewTopic topic) {
    var configs = new HashMap<>(topic.configs());
    configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(maxBytes));
    return topic.configs(configs);
  }

  private static NewTopic compacted(String name, int partitions) {
    return new NewTopic(name, partitions, CLUSTER_DEFAULT)
        .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
  }

  /// Every topic's name, for tools.
  public static List<String> names() {
    return all().stream().map(NewTopic::name).toList();
  }
}
