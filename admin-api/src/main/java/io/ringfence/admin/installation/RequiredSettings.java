package io.ringfence.admin.installation;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Ends the start, before anything else of it, when a secret is not set: there is no default.
@Singleton
class RequiredSettings {
  private static final int BEFORE_ALL = 1;

  void check(
      @Observes @Priority(BEFORE_ALL) StartupEvent event,
      @ConfigProperty(name = "quarkus.datasource.password") Optional<String> password,
      InstallationSettings installation) {
    if (password.isEmpty()) {
      throw new ConfigurationException("RINGFENCE_POSTGRES_PASSWORD is not set");
    }
    if (installation.sipDomain().isBlank()) {
      throw new ConfigurationException("RINGFENCE_SIP_DOMAIN is empty");
    }
  }
}
