package io.ringfence.edge.kafka;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.event.Origin;
import io.ringfence.edge.Core;
import io.ringfence.edge.admission.TargetType;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Gauges of what is held and in force.
@Singleton
class Gauges {

  private final MeterRegistry registry;
  private final Core core;
  private final ConfigFollower config;

  Gauges(MeterRegistry registry, Core core, ConfigFollower config) {
    this.registry = registry;
    this.core = core;
    this.config = config;
  }

  void start(@Observes StartupEvent event) {
    for (TargetType type : TargetType.values()) {
      for (Origin origin : Origin.values()) {
        Gauge.builder("ringfence_blocks_active", core.blocks(), held -> held.active(type, origin))
            .tag("target", type.wireName())
            .tag("origin", origin.wireName())
            .register(registry);
      }
    }
    version("policy", follower -> newest(follower, ConfigKey.GUARD_POLICY));
    version("group", follower -> newest(follower, ConfigKey.GROUP));
    version("service", follower -> newest(follower, ConfigKey.SERVICE));
    version("lock", follower -> newest(follower, ConfigKey.PBX_LOCK));
    version("account", ConfigFollower::accountVersion);
    gauge("ringfence_accounts", edge -> edge.accounts().size());
    gauge("ringfence_accounts_without_sha512_256", e -> e.accounts().withoutSha512Slash256());
    gauge("ringfence_sip_nonces", edge -> edge.sum(w -> w.nonceCounts().size()));
    gauge("ringfence_sip_bindings", edge -> edge.registrar().size());
    gauge("ringfence_sip_transactions", edge -> edge.sum(w -> w.server().transactions()));
    gauge("ringfence_sip_forwarding_transactions", edge -> edge.sum(w -> w.proxy().transactions()));
    gauge("ringfence_calls_active", edge -> edge.calls().table().size());
    gauge("ringfence_pbx_locked", edge -> edge.calls().locks().isPbxLocked() ? 1 : 0);
    count("ringfence_calls_untracked_total", edge -> edge.calls().table().untracked());
    gauge("ringfence_fuse_sources", edge -> edge.sum(w -> w.fuse().size()));
    count(
        "ringfence_sip_transactions_evicted_total",
        e -> e.sum(w -> w.server().evictedTransactions()));
    count("ringfence_sip_bindings_passed_over_total", edge -> edge.registrar().passedOver());
    count("ringfence_sip_nonces_evicted_total", edge -> edge.sum(w -> w.nonceCounts().evicted()));
    gauge("ringfence_blocks_bytes", edge -> edge.blocks().bytes());
    count("ringfence_blocks_refused_total", edge -> edge.blocks().refused());
    count(
        "ringfence_sip_rate_evicted_total",
        edge -> edge.sum(w -> w.server().door().evictedRates()));
    count("ringfence_known_sources_evicted_total", edge -> edge.knownLogins().evicted());
    count(
        "ringfence_sip_forwarding_refused_total", e -> e.sum(w -> w.proxy().refusedTransactions()));
    count("ringfence_sip_sender_refused_total", e -> e.sum(w -> w.proxy().refusedOfSenders()));
    count("ringfence_sip_targets_left_out_total", e -> e.sum(w -> w.proxy().surplusTargets()));
    if (core.isGuard()) {
      gauge("ringfence_sip_pbx_reachable", edge -> edge.isPbxReachable() ? 1 : 0);
      gauge("ringfence_sip_logins_waiting", e -> e.sum(w -> w.server().waitingLogins()));
      count(
          "ringfence_sip_pbx_requests_refused_total", e -> e.sum(w -> w.server().refusedErrands()));
      count("ringfence_sip_pbx_nonces_evicted_total", e -> e.sum(w -> w.server().evictedNonces()));
    }
    count("ringfence_fuse_evicted_total", edge -> edge.sum(w -> w.fuse().evicted()));
  }

  private void version(String kind, ToDoubleFunction<ConfigFollower> version) {
    Gauge.builder("ringfence_config_version", config, version)
        .tag("document", kind)
        .register(registry);
  }

  private static double newest(ConfigFollower follower, String prefix) {
    return follower.configuration().versions().entrySet().stream()
        .filter(document -> document.getKey().startsWith(prefix))
        .mapToLong(Map.Entry::getValue)
        .max()
        .orElse(0);
  }

  private void gauge(String name, ToDoubleFunction<Core> value) {
    Gauge.builder(name, core, value).register(registry);
  }

  private void count(String name, ToDoubleFunction<Core> value) {
    FunctionCounter.builder(name, core, value).register(registry);
  }
}
