package io.ringfence.notifier.db;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Ends the start when PostgreSQL's password is not set: there is no default for credentials.
@Singleton
class RequiredSettings {

  private static final int BEFORE_ALL = 1;

  void check(
      @Observes @Priority(BEFORE_ALL) StartupEvent event,
      @ConfigProperty(name = "quarkus.datasource.password") Optional<String> password) {
    if (password.isEmpty()) {
      throw new ConfigurationException("RINGFENCE_POSTGRES_PASSWORD is not set");
    }
  }
}
