package io.ringfence.admin.groups;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How host names in groups are looked up.
@ConfigMapping(prefix = "ringfence.groups")
interface NameConfig {

  /// A name is looked up again no sooner than this, however short its TTL is; also what cannot be
  /// looked up, and what has no TTL because it is from the hosts file.
  @WithDefault("PT30S")
  Duration shortestTtl();

  /// And no later than this, however long its TTL is.
  @WithDefault("PT1H")
  Duration longestTtl();

  /// The name servers, as `address` or `address:port`; those of the operating system unless given.
  Optional<List<String>> nameServers();

  /// Gone, and passed over with a warning: names are looked up when their TTL is over.
  Optional<String> resolveEvery();

  /// How long a name server may take.
  @WithDefault("PT2S")
  Duration nameServerTimeout();
}
