package io.ringfence.firewall.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.event.SecurityAlert.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaintenanceTest {

  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  @TempDir Path data;
  private Instant now = Instant.parse("2026-02-03T04:05:06Z");
  private final List<SecurityAlert> alerts = new ArrayList<>();
  private final List<Optional<Instant>> told = new ArrayList<>();
  private @Nullable Instant openUntil;
  private boolean isCarriedOut = true;
  private OpeningFile file;
  private Maintenance maintenance;

  @BeforeEach
  void start() {
    file = new OpeningFile(data);
    maintenance = maintenance();
  }

  @Test
  void opensAtAnOrder_tellsOfIt_andClosesByItself() throws IOException {
    maintenance.look();
    assertThat(openUntil).isNull();
    var opening = order();

    maintenance.look();
    maintenance.look();

    assertThat(openUntil).isEqualTo(opening.until());
    assertThat(file.isConfirmed(opening)).isTrue();
    assertThat(alerts).extracting(SecurityAlert::kind).containsExactly(Kind.FIREWALL_OPENED);
    assertThat(alerts.getFirst().subject()).isEqualTo("node-1");
    assertThat(alerts.getFirst().actor()).isEqualTo("root");
    assertThat(alerts.getFirst().reason()).isEqualTo("until " + opening.until());

    now = opening.until();
    maintenance.look();

    assertThat(openUntil).isNull();
    assertThat(file.read()).isNull();
    assertThat(alerts).extracting(SecurityAlert::kind).endsWith(Kind.FIREWALL_CLOSED).hasSize(2);
  }

  @Test
  void staysOpenOverARestart_butNotBeyondItsEnd() throws IOException {
    var opening = order();
    maintenance.look();
    openUntil = null;

    maintenance().look();
    assertThat(openUntil).isEqualTo(opening.until());

    openUntil = null;
    now = opening.until().plusSeconds(60);
    maintenance().look();
    assertThat(openUntil).isNull();
    assertThat(file.read()).isNull();
    assertThat(alerts.stream().map(SecurityAlert::eventId).distinct()).hasSize(2);
  }

  @Test
  void closesAtAnOrder() throws IOException {
    order();
    maintenance.look();

    assertThat(file.delete()).isTrue();
    maintenance.look();

    assertThat(openUntil).isNull();
    assertThat(alerts.getLast().kind()).isEqualTo(Kind.FIREWALL_CLOSED);
    assertThat(file.delete()).isFalse();
  }

  @Test
  void followsNoFile_thatOthersCouldHaveWritten() throws IOException {
    var opening = order();
    var path = data.resolve("firewall/open.json");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));

    maintenance.look();
    assertThat(openUntil).isNull();
    assertThatIllegalArgumentException().isThrownBy(() -> file.read()).withMessageContaining("600");

    Files.move(path, data.resolve("elsewhere"));
    Files.setPosixFilePermissions(
        data.resolve("elsewhere"), PosixFilePermissions.fromString("rw-------"));
    Files.createSymbolicLink(path, data.resolve("elsewhere"));
    maintenance.look();
    assertThat(openUntil).isNull();

    file.write(opening);
    maintenance.look();
    assertThat(openUntil).isEqualTo(opening.until());
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
    maintenance.look();
    assertThat(openUntil).isNull();
  }

  @Test
  void followsNoOrder_thatIsTooLongOrDatedAhead() throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> opening(now, Opening.LONGEST.plusMillis(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> opening(now, Duration.ZERO));

    for (var ahead : List.of(Duration.ofDays(1), Duration.ofHours(3), Duration.ofSeconds(61))) {
      file.write(opening(now.plus(ahead), TEN_MINUTES));
      maintenance.look();

      assertThat(openUntil).isNull();
      assertThat(file.read()).isNull();
    }
    assertThat(alerts).isEmpty();

    file.write(opening(now.plusSeconds(60), TEN_MINUTES));
    maintenance.look();
    assertThat(openUntil).isNotNull();
  }

  @Test
  void staysOpen_whenNobodyCanBeTold() throws IOException {
    var opening = order();
    var inTheWay = Files.createDirectories(data.resolve("firewall/open.in-force/in-the-way"));

    try (var log = new Log()) {
      looks(5);
      assertThat(told).containsExactly(Optional.of(opening.until()));
      assertThat(alerts).extracting(SecurityAlert::kind).containsExactly(Kind.FIREWALL_OPENED);
      assertThat(log.errors()).singleElement().asString().contains("open.in-force");

      file.delete();
      looks(5);
      assertThat(openUntil).isNull();
      assertThat(log.errors()).hasSize(2);
    }

    Files.delete(inTheWay);
    looks(1);
    assertThat(file.isInForce()).isFalse();
  }

  @Test
  void tellsOfItsEndOnce_whenTheOrderCannotBeDeleted() throws IOException {
    file =
        new OpeningFile(data) {
          @Override
          boolean delete() throws IOException {
            throw new IOException("read-only file system");
          }
        };
    maintenance = maintenance();
    now = order().until();

    try (var log = new Log()) {
      looks(5);
      assertThat(log.errors()).singleElement().asString().contains("read-only file system");
    }
    assertThat(alerts).extracting(SecurityAlert::kind).containsExactly(Kind.FIREWALL_CLOSED);
    assertThat(told).hasSize(1);

    now = now.minusSeconds(1);
    looks(2);
    assertThat(openUntil).isNotNull();
    now = now.plusSeconds(1);
    looks(2);
    assertThat(openUntil).isNull();
  }

  @Test
  void saysOnce_whyAnOrderIsNotFollowed() throws IOException {
    order();
    var path = data.resolve("firewall/open.json");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));

    try (var log = new Log()) {
      looks(5);
      assertThat(log.errors()).hasSize(1);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      looks(1);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
      looks(5);
      assertThat(log.errors()).hasSize(2);
    }
  }

  @Test
  void isExtended_withoutBeingClosedBetween() throws IOException {
    var first = order();
    looks(2);
    now = now.plusSeconds(60);

    var second = order();
    isCarriedOut = false;
    looks(2);
    assertThat(file.isConfirmed(second)).isFalse();
    isCarriedOut = true;
    looks(2);

    assertThat(file.isConfirmed(second)).isTrue();
    assertThat(told).containsExactly(Optional.of(first.until()), Optional.of(second.until()));
    assertThat(alerts)
        .extracting(SecurityAlert::reason)
        .containsExactly("until " + first.until(), "until " + second.until());
    now = first.until();
    looks(1);
    assertThat(openUntil).isEqualTo(second.until());
  }

  @Test
  void theCommandWaitsUntilItIsOpen() {
    var output = new ByteArrayOutputStream();
    var done =
        CompletableFuture.supplyAsync(
            () -> command(output, Duration.ofSeconds(10)).run(List.of("open", "--for", "PT10M")));
    while (!done.isDone()) {
      maintenance.look();
      Thread.onSpinWait();
    }

    assertThat(done.join()).isZero();
    assertThat(output.toString(StandardCharsets.UTF_8))
        .startsWith("open until 2026-02-03T04:15:06Z");
    assertThat(file.isInForce()).isTrue();
  }

  @Test
  void theCommandWaitsUntilItIsClosed() throws IOException {
    order();
    looks(1);
    var output = new ByteArrayOutputStream();
    isCarriedOut = false;

    assertThat(command(output, Duration.ofMillis(1)).run(List.of("close"))).isEqualTo(1);
    assertThat(output.toString(StandardCharsets.UTF_8)).contains("has not closed");
    looks(2);
    assertThat(command(output, Duration.ofMillis(1)).run(List.of("close"))).isEqualTo(1);

    isCarriedOut = true;
    order();
    looks(1);
    var done =
        CompletableFuture.supplyAsync(
            () -> command(output, Duration.ofSeconds(10)).run(List.of("close")));
    while (!done.isDone()) {
      maintenance.look();
      Thread.onSpinWait();
    }
    assertThat(done.join()).isZero();
    assertThat(openUntil).isNull();
    assertThat(output.toString(StandardCharsets.UTF_8)).endsWith("closed\n");
    assertThat(command(output, Duration.ofMillis(1)).run(List.of("close"))).isZero();
    assertThat(output.toString(StandardCharsets.UTF_8)).endsWith("it is not open\n");
  }

  @Test
  void closingIsNotSaid_beforeTheServiceHasSeenIt() throws IOException {
    order();

    assertThat(command(new ByteArrayOutputStream(), Duration.ofMillis(1)).run(List.of("close")))
        .isEqualTo(1);

    assertThat(file.isInForce()).isTrue();
    looks(1);
    assertThat(file.isInForce()).isFalse();
    assertThat(told).isEmpty();
  }

  @Test
  void whatRootOrders_belongsToWhomTheFolderDoes() throws IOException {
    assumeTrue("root".equals(Files.getOwner(data).getName()), "only root gives files away");
    var nobody =
        data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    Files.setOwner(data, nobody);

    order();
    order();

    assertThat(Files.getOwner(data.resolve("firewall"))).isEqualTo(nobody);
    assertThat(Files.getOwner(data.resolve("firewall/open.json"))).isEqualTo(nobody);
    assertThat(Files.getPosixFilePermissions(data.resolve("firewall/open.json")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void nothingIsWritten_whereALinkLeads(@TempDir Path elsewhere) throws IOException {
    Files.createSymbolicLink(data.resolve("firewall"), elsewhere);

    assertThatIOException().isThrownBy(this::order);

    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void theCommandSaysSo_whenNoServiceRuns() {
    var output = new ByteArrayOutputStream();

    assertThat(command(output, Duration.ofMillis(1)).run(List.of("open", "--for=PT1M")))
        .isEqualTo(2);
    assertThat(command(output, Duration.ofMillis(1)).run(List.of("open", "--for", "PT1M")))
        .isEqualTo(1);

    assertThat(output.toString(StandardCharsets.UTF_8)).contains("does it run here?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "open",
        "open --for",
        "open --for soon",
        "open --for PT5H",
        "open --for -PT1M",
        "open --loud yes",
        "close now"
      })
  void theCommandRefusesAWrongCommandLine(String line) {
    var output = new ByteArrayOutputStream();

    assertThat(command(output, Duration.ofMillis(1)).run(List.of(line.split(" ", -1))))
        .isEqualTo(2);
    assertThat(output.size()).isPositive();
    assertThat(openUntil).isNull();
  }

  private Maintenance maintenance() {
    return new Maintenance(
        file,
        until -> {
          openUntil = until;
          told.add(Optional.ofNullable(until));
        },
        () -> isCarriedOut,
        alerts::add,
        "node-1",
        () -> now);
  }

  private void looks(int times) {
    for (int i = 0; i < times; i++) {
      maintenance.look();
    }
  }

  private Opening order() throws IOException {
    var opening = opening(now, TEN_MINUTES);
    file.write(opening);
    return opening;
  }

  private static Opening opening(Instant from, Duration length) {
    return new Opening(UUID.randomUUID(), from, from.plus(length), "root");
  }

  private MaintenanceCommand command(ByteArrayOutputStream output, Duration wait) {
    return new MaintenanceCommand(
        Map.of("RINGFENCE_DATA_DIR", data.toString()),
        () -> now,
        new PrintStream(output, true, StandardCharsets.UTF_8),
        wait);
  }
}
