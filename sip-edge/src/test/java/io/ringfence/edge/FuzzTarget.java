package io.ringfence.edge;

import io.ringfence.edge.digest.AuthorizationFuzz;
import io.ringfence.edge.netty.UpgradeFuzz;
import io.ringfence.edge.sip.ContactFuzz;
import io.ringfence.edge.sip.MessageFuzz;
import io.ringfence.edge.sip.StreamFuzz;
import io.ringfence.edge.sip.UriFuzz;
import io.ringfence.edge.sip.ViaFuzz;
import io.ringfence.edge.stun.StunFuzz;
import io.ringfence.edge.uas.RegisterFuzz;
import io.ringfence.edge.uas.ServerFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// What is fuzzed. Each takes any octets and throws when something that must hold does not; its
/// class is a target of Jazzer. The inputs that are kept are in `src/test/resources/fuzz`.
@SuppressWarnings("ImmutableEnumChecker") // references to methods without state
enum FuzzTarget {
  MESSAGE(MessageFuzz.class, MessageFuzz::fuzzerTestOneInput),
  URI(UriFuzz.class, UriFuzz::fuzzerTestOneInput),
  VIA(ViaFuzz.class, ViaFuzz::fuzzerTestOneInput),
  CONTACT(ContactFuzz.class, ContactFuzz::fuzzerTestOneInput),
  AUTHORIZATION(AuthorizationFuzz.class, AuthorizationFuzz::fuzzerTestOneInput),
  STREAM(StreamFuzz.class, StreamFuzz::fuzzerTestOneInput),
  STUN(StunFuzz.class, StunFuzz::fuzzerTestOneInput),
  UPGRADE(UpgradeFuzz.class, UpgradeFuzz::fuzzerTestOneInput),
  REGISTER(RegisterFuzz.class, RegisterFuzz::fuzzerTestOneInput),
  SERVER(ServerFuzz.class, ServerFuzz::fuzzerTestOneInput);

  private static final Path CORPUS = Path.of("src/test/resources/fuzz");

  private final Class<?> type;
  private final Consumer<byte[]> target;

  FuzzTarget(Class<?> type, Consumer<byte[]> target) {
    this.type = type;
    this.target = target;
  }

  Class<?> type() {
    return type;
  }

  void play(byte[] input) {
    target.accept(input);
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Where its inputs are kept.
  Path corpus() {
    return CORPUS.resolve(label());
  }

  List<Path> inputs() throws IOException {
    try (var files = Files.list(corpus())) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
