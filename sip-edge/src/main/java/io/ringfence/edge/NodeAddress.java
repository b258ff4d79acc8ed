package io.ringfence.edge;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.ringfence.contracts.net.IpAddress;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// Where the other edges reach this one.
@Singleton
public class NodeAddress {

  private static final Pattern CONFIGURED =
      Pattern.compile("(?<v4>[0-9.]+)(:(?<port>\\d{1,5}))?|\\[(?<v6>[^]]+)](:(?<port6>\\d{1,5}))?");
  private static final int MAX_PORT = 65_535;

  private final @Nullable String text;

  @Inject
  NodeAddress(SipConfig config, @ConfigProperty(name = "ringfence.bind") String bind) {
    this(
        config
            .nodeAddress()
            .map(configured -> configured(configured, config.port()))
            .orElseGet(() -> bound(bind, config.port())));
  }

  /// @param text see [#text]
  public NodeAddress(@Nullable String text) {
    this.text = text;
  }

  /// `host:port` as a SIP URI has it; `null` when the port is not known beforehand.
  public @Nullable String text() {
    return text;
  }

  private static @Nullable String bound(String bind, int port) {
    return port == 0 ? null : Advertised.host(bind.split(",", -1)[0].strip()) + ':' + port;
  }

  /// @throws ConfigurationException when it is no address
  static String configured(String configured, int port) {
    var parts = CONFIGURED.matcher(configured);
    if (!parts.matches()) {
      throw malformed(configured);
    }
    try {
      boolean isV6 = parts.group("v6") != null;
      var address = IpAddress.parse(parts.group(isV6 ? "v6" : "v4"));
      if (address.v6() != isV6) {
        throw malformed(configured);
      }
      return Advertised.host(address.toString()) + ':' + port(parts, isV6, port, configured);
    } catch (IllegalArgumentException e) {
      throw malformed(configured);
    }
  }

  private static int port(Matcher parts, boolean isV6, int usual, String configured) {
    String given = parts.group(isV6 ? "port6" : "port");
    int port = given == null ? usual : Integer.parseInt(given);
    if (port < 1 || port > MAX_PORT) {
      throw malformed(configured);
    }
    return port;
  }

  private static ConfigurationException malformed(String configured) {
    return new ConfigurationException(
        "ringfence.sip.node-address (RINGFENCE_SIP_NODE_ADDRESS): expected an IP address with or"
            + " without a port, such as 192.0.2.1, 192.0.2.1:5060 or [2001:db8::1]:5060, not "
            + configured);
  }
}
