package io.ringfence.admin.installation;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.ringfence.contracts.secret.MasterKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// What is the same for the whole installation.
@ApplicationScoped
public class InstallationSettings {
  private final MasterKey masterKey;
  private final Path dataDir;
  private final String node;
  private final String sipDomain;

  /// @param secretKey `ringfence.secret-key`: 32 bytes in base64; there is no default
  /// @param dataDir `ringfence.data-dir`: the files this service keeps
  /// @param node `ringfence.node`: this machine's name in events
  /// @param sipDomain `ringfence.sip.domain`: also the digest realm
  InstallationSettings(
      @ConfigProperty(name = "ringfence.secret-key") Optional<String> secretKey,
      @ConfigProperty(name = "ringfence.data-dir") Path dataDir,
      @ConfigProperty(name = "ringfence.node") String node,
      @ConfigProperty(name = "ringfence.sip.domain") String sipDomain) {
    this.masterKey = masterKey(secretKey);
    this.dataDir = dataDir;
    this.node = node;
    this.sipDomain = sipDomain;
  }

  private static MasterKey masterKey(Optional<String> secretKey) {
    try {
      return MasterKey.parse(
          secretKey.orElseThrow(
              () -> new ConfigurationException("RINGFENCE_SECRET_KEY is not set")));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(e.getMessage());
    }
  }

  public MasterKey masterKey() {
    return masterKey;
  }

  public Path dataDir() {
    return dataDir;
  }

  public String node() {
    return node;
  }

  public String sipDomain() {
    return sipDomain;
  }
}
