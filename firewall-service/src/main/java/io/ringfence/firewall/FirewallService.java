package io.ringfence.firewall;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.ringfence.firewall.disk.LastKnown;
import io.ringfence.firewall.dryrun.DryRunEnforcer;
import io.ringfence.firewall.enforcement.Enforcement;
import io.ringfence.firewall.enforcement.EnforcementLoop;
import io.ringfence.firewall.enforcement.Enforcer;
import io.ringfence.firewall.enforcement.NamespaceTakenException;
import io.ringfence.firewall.enforcement.Node;
import io.ringfence.firewall.enforcement.NotAppliedException;
import io.ringfence.firewall.enforcement.Status;
import io.ringfence.firewall.kafka.Followed;
import io.ringfence.firewall.kafka.ReportSender;
import io.ringfence.firewall.maintenance.Maintenance;
import io.ringfence.firewall.maintenance.OpeningFile;
import io.ringfence.firewall.nft.KernelEnforcer;
import io.ringfence.firewall.rules.DesiredState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Puts the parts together. When the service stops, the kernel keeps its rules and the remaining
/// timeouts.
@ApplicationScoped
class FirewallService {

  private static final Logger LOG = Logger.getLogger(FirewallService.class);

  private static final Duration LOOK = Duration.ofSeconds(10);

  /// Looks after which memory is given back once more.
  private static final int AGAIN = 6;

  /// Blocks that come or go before memory is given back.
  private static final int MANY = 20_000;

  private final FirewallConfig config;
  private final FirewallMetrics metrics;
  private final String bootstrapServers;
  private final String node;
  private final Path dataDir;
  private final Path dryRunFile;
  private final Path lastKnownFile;
  private final Clock clock = Clock.systemUTC();
  private @Nullable ReportSender reports;
  private @Nullable EnforcementLoop loop;
  private @Nullable Followed followed;
  private @Nullable Maintenance maintenance;
  private @Nullable LastKnown lastKnown;
  private @Nullable Thread givingBack;

  /// Why the kernel cannot be used although it was asked for. Owned by the enforcing thread.
  private @Nullable String degraded;

  FirewallService(
      FirewallConfig config,
      FirewallMetrics metrics,
      @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
      @ConfigProperty(name = "ringfence.node") Optional<String> node,
      @ConfigProperty(name = "ringfence.data-dir") Path dataDir) {
    this.config = config;
    this.metrics = metrics;
    this.bootstrapServers = bootstrapServers;
    this.node = node.orElseGet(FirewallService::hostName);
    this.dataDir = dataDir;
    this.lastKnownFile = dataDir.resolve("firewall").resolve("last-known");
    this.dryRunFile = dataDir.resolve("firewall").resolve("ruleset.nft");
  }

  void start(@Observes StartupEvent event) {
    var sender = new ReportSender(bootstrapServers, metrics::reportDropped);
    var kept = new LastKnown(lastKnownFile, config.maxBlocks());
    var enforcing =
        new EnforcementLoop(
            this::openEnforcer, enforcer -> enforcement(enforcer, sender, kept), clock);
    metrics.show(enforcing::status);
    // Before the loop: what is open stays so, also while what is known from before is enforced.
    maintenance = maintenance(enforcing, sender).start();
    enforcing.start();
    lastKnown = kept;
    reports = sender;
    loop = enforcing;
    followed = new Followed(bootstrapServers, enforcing, metrics::recordRefused);
    givingBack = Thread.ofPlatform().daemon().name("give-back").start(this::giveBack);
  }

  /// Taking many blocks over needs several times the memory that holding them does; the collector
  /// gives it back when it is asked to. It is asked again later, for what was in use the first
  /// time, such as all that is being read back.
  private void giveBack() {
    try {
      int given = 0;
      int before = 0;
      int looksUntilAgain = 0;
      while (true) {
        Thread.sleep(LOOK);
        int now = status().blocks().values().stream().mapToInt(Integer::intValue).sum();
        boolean isMuch = now == before && Math.abs(now - given) > MANY;
        if (isMuch || looksUntilAgain == 1) {
          System.gc();
        }
        if (isMuch) {
          given = now;
          looksUntilAgain = AGAIN;
        } else {
          looksUntilAgain = Math.max(0, looksUntilAgain - 1);
        }
        before = now;
      }
    } catch (InterruptedException e) {
      LOG.debug("Ended");
    }
  }

  void stop(@Observes ShutdownEvent event) {
    if (givingBack != null) {
      givingBack.interrupt();
    }
    closeQuietly(maintenance);
    closeQuietly(followed);
    closeQuietly(loop);
    closeQuietly(lastKnown);
    closeQuietly(reports);
  }

  private Maintenance maintenance(EnforcementLoop enforcing, ReportSender sender) {
    return new Maintenance(
        new OpeningFile(dataDir),
        enforcing::open,
        enforcing::isCarriedOut,
        sender::alert,
        node,
        clock);
  }

  Status status() {
    return loop == null ? Status.STARTING : loop.status();
  }

  /// Why nothing is enforced yet or any more, `null` when all is well.
  @Nullable String notReady() {
    if (loop == null || followed == null) {
      return "starting";
    }
    if (!loop.isAlive()) {
      return "the enforcing thread has died";
    }
    String topic = followed.waitingFor();
    if (topic != null) {
      return "topic " + topic + " is not read to its end yet";
    }
    var status = status();
    return status.inForce() ? null : "nothing was brought in force yet: " + status.error();
  }

  private Enforcement enforcement(Enforcer enforcer, ReportSender sender, LastKnown kept) {
    var desired = new DesiredState(config.maxBlocks());
    var here = new Node(node, clock, System::nanoTime);
    var enforcement = new Enforcement(enforcer, degraded, desired, here, metrics, sender, kept);
    kept.read().ifPresent(enforcement::restore);
    return enforcement;
  }

  private Enforcer openEnforcer() throws NamespaceTakenException {
    if (config.backend() == FirewallConfig.Backend.NFTABLES) {
      try {
        return KernelEnforcer.open(config.netns().orElse(null));
      } catch (NotAppliedException e) {
        degraded = e.getMessage() + "; nothing is enforced, see " + dryRunFile;
        LOG.errorf("Dry run although nftables was asked for: %s", degraded);
      }
    } else {
      LOG.infof("Dry run: nothing is enforced, see %s", dryRunFile);
    }
    return new DryRunEnforcer(dryRunFile);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private static void closeQuietly(@Nullable AutoCloseable part) {
    if (part != null) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.warnf("Not closed cleanly: %s", e.getMessage());
      }
    }
  }
}
