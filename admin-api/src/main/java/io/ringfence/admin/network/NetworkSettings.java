package io.ringfence.admin.network;

import io.ringfence.firewall.export.PortRange;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// What Ringfence cannot know of the PBX by itself.
@ConfigMapping(prefix = "ringfence.network")
interface NetworkSettings {

  /// The UDP ports of the PBX's voice and video, `first-last`. Ringfence does not relay media.
  @WithDefault("10000-20000")
  PortRange rtpPorts();
}
