package io.ringfence.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is to be built.
///
/// @param base a registry reference, `null` for the runtime assembled here
record Order(@Nullable String base, Path out, String tag, List<Service> services) {

  private static final Pattern VERSION =
      Pattern.compile("<artifactId>ringfence</artifactId>\\s*<version>([^<]+)</version>");

  /// @throws IllegalArgumentException with a message fit for the user
  static Order parse(Path home, String... arguments) throws IOException {
    String base = null;
    Path out = home.resolve("target/images");
    String tag = projectVersion(home);
    var services = new ArrayList<Service>();
    var rest = new ArrayDeque<>(List.of(arguments));
    while (!rest.isEmpty()) {
      String argument = rest.remove();
      switch (argument) {
        case "--base" -> base = valueOf(argument, rest.poll());
        case "--out" -> out = Path.of(valueOf(argument, rest.poll())).toAbsolutePath();
        case "--tag" -> tag = valueOf(argument, rest.poll());
        default -> services.add(Service.named(argument));
      }
    }
    return new Order(base, out, tag, services.isEmpty() ? List.of(Service.values()) : services);
  }

  private static String projectVersion(Path home) throws IOException {
    var matcher = VERSION.matcher(Files.readString(home.resolve("pom.xml")));
    return matcher.find() ? matcher.group(1) : "latest";
  }

  private static String valueOf(String option, @Nullable String value) {
    if (value == null) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return value;
  }
}
