package io.ringfence.admin;

import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.ringfence.testing.TestServers;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;

/// A test of the running service against PostgreSQL and Kafka; the service migrates by itself.
@QuarkusTestResource(
    value = TestServers.class,
    initArgs = @ResourceArg(name = "migrate", value = "false"))
public abstract class WithServers {
  @BeforeEach
  void isReady() {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () -> {
              var health = Api.anonymous().get(Api.managementUrl("/q/health/ready"));
              org.assertj.core.api.Assertions.assertThat(health.status())
                  .as(health.text())
                  .isEqualTo(200);
            });
  }
}
