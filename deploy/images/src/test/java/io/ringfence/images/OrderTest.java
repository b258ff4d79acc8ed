package io.ringfence.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderTest {

  @TempDir Path home;

  @BeforeEach
  void writeProject() throws IOException {
    Files.writeString(
        home.resolve("pom.xml"),
        "<artifactId>ringfence</artifactId>\n  <version>7.8.9</version><version>1</version>");
  }

  @Test
  void asksForEverything_assembledHere_withTheProjectsVersion() throws IOException {
    var order = Order.parse(home);

    assertThat(order.base()).isNull();
    assertThat(order.out()).isEqualTo(home.resolve("target/images"));
    assertThat(order.tag()).isEqualTo("7.8.9");
    assertThat(order.services()).containsExactly(Service.values());
  }

  @Test
  void takesOptionsAndServices() throws IOException {
    var order =
        Order.parse(
            home, "--base", "eclipse-temurin:25-jre", "notifier", "--tag", "1.2", "auth-guard");

    assertThat(order.base()).isEqualTo("eclipse-temurin:25-jre");
    assertThat(order.tag()).isEqualTo("1.2");
    assertThat(order.services()).containsExactly(Service.NOTIFIER, Service.AUTH_GUARD);
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> Order.parse(home, "pbx"))
        .hasMessageStartingWith("no service pbx; there are sip-edge, auth-guard,");
    assertThatThrownBy(() -> Order.parse(home, "--base")).hasMessage("--base needs a value");
  }

  @Test
  void refusesAServiceThatHasNotBeenBuilt() {
    assertThatThrownBy(() -> new ServiceImage(home, Service.NOTIFIER, "1"))
        .hasMessageStartingWith("notifier has not been built");
  }
}
