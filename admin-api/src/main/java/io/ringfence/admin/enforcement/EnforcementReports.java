package io.ringfence.admin.enforcement;

import io.quarkus.runtime.Startup;
import io.ringfence.admin.bus.KafkaProducers;
import io.ringfence.contracts.bus.CompactedTopic;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.event.EnforcementReport;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// The latest report of each enforcer on each node.
@ApplicationScoped
@Startup
public class EnforcementReports {
  private final ConcurrentSkipListMap<String, EnforcementReport> reports =
      new ConcurrentSkipListMap<>();
  private final CompactedTopic topic;

  EnforcementReports(KafkaProducers kafka) {
    topic = CompactedTopic.follow(kafka.bootstrapServers(), Topics.ENFORCEMENT, this::accept);
  }

  public boolean isCaughtUp() {
    return topic.isCaughtUp();
  }

  /// By node and enforcer.
  List<EnforcementReport> all() {
    return List.copyOf(reports.values());
  }

  private void accept(String key, byte @Nullable [] value) {
    if (value == null) {
      reports.remove(key);
    } else {
      reports.put(key, Json.read(value, EnforcementReport.class));
    }
  }

  @PreDestroy
  void close() {
    topic.close();
  }
}
