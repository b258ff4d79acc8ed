package io.ringfence.local.suite;

import io.ringfence.contracts.bus.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the supervisor writes down about the suite, for the other commands.
///
/// @param failure why the suite ended, in one line
/// @param readyAfterMillis how long the start took, `null` while it goes on
record SuiteState(
    Phase phase,
    @Nullable String failure,
    ProcessIdentity supervisor,
    String bind,
    boolean enforce,
    String domain,
    Map<Listener, Integer> ports,
    List<ChildState> children,
    @Nullable Long readyAfterMillis) {

  enum Phase {
    STARTING,
    READY,
    STOPPING,
    FAILED
  }

  /// @param readyAfterMillis from its start until it was ready, `null` until then
  record ChildState(
      Component component,
      ProcessIdentity process,
      Instant since,
      @Nullable Long readyAfterMillis) {}

  private static Path file(DataFolder data) {
    return data.run().resolve("suite.json");
  }

  static Optional<SuiteState> read(DataFolder data) {
    try {
      return Optional.of(Json.read(Files.readAllBytes(file(data)), SuiteState.class));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// The state of a suite whose supervisor lives.
  static Optional<SuiteState> readRunning(DataFolder data) {
    return read(data).filter(state -> state.supervisor().find().isPresent());
  }

  void write(DataFolder data) throws IOException {
    Path next = data.run().resolve("suite.json.new");
    Files.write(next, Json.write(this));
    Files.move(
        next, file(data), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  static void delete(DataFolder data) throws IOException {
    Files.deleteIfExists(file(data));
  }

  /// Where a client on this machine reaches SIP and HTTP.
  String reachableAddress() {
    return switch (bind) {
      case "0.0.0.0" -> "127.0.0.1";
      case "0:0:0:0:0:0:0:0" -> "::1";
      default -> bind;
    };
  }

  int port(Listener listener) {
    return ports.getOrDefault(listener, 0);
  }

  Optional<ChildState> child(Component component) {
    return children.stream().filter(child -> child.component() == component).findFirst();
  }
}
