package io.ringfence.edge;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.ringfence.contracts.secret.MasterKey;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// This node: its name, its secret, its clock.
@Singleton
public class Node {

  /// Names this service in `enforcement` and in metrics.
  public static final String ENFORCER = "sip-edge";

  private final String name;
  private final MasterKey masterKey;

  Node(
      @ConfigProperty(name = "ringfence.node") Optional<String> name,
      @ConfigProperty(name = "ringfence.secret-key") Optional<String> secretKey) {
    this.name = name.orElseGet(Node::hostName);
    this.masterKey = masterKey(secretKey);
  }

  private static MasterKey masterKey(Optional<String> secretKey) {
    try {
      return MasterKey.parse(
          secretKey.orElseThrow(
              () ->
                  new ConfigurationException(
                      "RINGFENCE_SECRET_KEY is not set: the 32 bytes in base64 that admin-api has")));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(e.getMessage());
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  public String name() {
    return name;
  }

  public MasterKey masterKey() {
    return masterKey;
  }

  @Produces
  @Singleton
  InstantSource clock() {
    return InstantSource.system();
  }
}
