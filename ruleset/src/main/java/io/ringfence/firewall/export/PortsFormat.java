package io.ringfence.firewall.export;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What the table of ports can be written as, besides JSON. The rules are for a router in front of
/// the PBX that denies by default.
public enum PortsFormat {
  MARKDOWN("text/markdown"),
  NFTABLES("text/plain"),
  IPTABLES("text/plain"),
  PF("text/plain"),
  MIKROTIK("text/plain"),
  AWS("application/json"),
  NETWORKPOLICY("application/yaml");

  private final String mediaType;

  PortsFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  public static Optional<PortsFormat> of(String name) {
    return Arrays.stream(values()).filter(format -> format.wireName().equals(name)).findFirst();
  }

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String mediaType() {
    return mediaType;
  }

  public String write(Ports ports, Pbx pbx) {
    return switch (this) {
      case MARKDOWN -> MarkdownPorts.of(ports);
      case NFTABLES -> RouterPorts.of(ports, new NftablesRouter(pbx));
      case IPTABLES -> RouterPorts.of(ports, new IptablesRouter(pbx));
      case PF -> RouterPorts.of(ports, new PfRouter(pbx));
      case MIKROTIK -> RouterPorts.of(ports, new MikrotikRouter(pbx));
      case AWS -> CloudPorts.aws(ports);
      case NETWORKPOLICY -> CloudPorts.networkPolicy(ports);
    };
  }
}
