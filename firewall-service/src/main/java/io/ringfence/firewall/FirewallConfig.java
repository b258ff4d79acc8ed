package io.ringfence.firewall;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/// How rules are brought in force on this node.
@ConfigMapping(prefix = "ringfence.firewall")
interface FirewallConfig {

  /// Where rules go: into the kernel, or only into a file.
  enum Backend {
    NFTABLES,
    DRY_RUN
  }

  @WithDefault("dry-run")
  Backend backend();

  /// The network namespace to enforce in, such as `/proc/1/ns/net` from a container with the host's
  /// processes in view. The process's own when missing.
  Optional<Path> netns();

  /// How many blocks are held. Those beyond are not enforced, and counted.
  @WithDefault("500000")
  int maxBlocks();
}
