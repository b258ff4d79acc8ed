package io.ringfence.e2e.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Rules that no other tool of the build checks. Each failure says what to do instead.
class HouseRulesTest {

  private static final Path ROOT = projectRoot();
  private static final int MAX_LINES = 400;

  /// @param where a pattern of the paths it holds for
  /// @param banned what must not stand on a line
  /// @param instead the fix
  private record Rule(String where, String banned, String instead) {}

  static List<Rule> rules() {
    return List.of(
        new Rule(
            ".*/src/main/java/.*\\.java",
            "\\bSystem\\.(out|err)\\b(?!;? ?// console)",
            "log, or in a command that talks to a person end the line with `// console`"),
        new Rule(".*\\.java", "\\.printStackTrace\\(", "log the exception or let it rise"),
        new Rule(
            ".*/src/test/java/.*\\.java",
            "\\bThread\\.sleep\\(",
            "await a condition with Awaitility"),
        new Rule(
            ".*/src/test/java/.*\\.java",
            "@Disabled\\b",
            "mend the test, or skip it with an assumption that says why"),
        new Rule(
            ".*\\.(java|sql|yaml|sh)", "\\b(TODO|FIXME|XXX)\\b", "do it now, or open an issue"),
        new Rule(
            ".*\\.java",
            "import (sun|com\\.sun(?!\\.(management|net\\.httpserver)))\\.",
            "use the public API of the platform"),
        new Rule(
            ".*\\.java",
            "import (java\\.util\\.Date|java\\.text\\.SimpleDateFormat|javax\\.inject)\\b",
            "use java.time and jakarta.inject"),
        new Rule(
            ".*/src/main/java/.*\\.java",
            "@(Inject|Incoming|Channel)\\s+private\\b",
            "inject through the constructor, or leave the field package-private"),
        new Rule(
            ".*/src/main/java/.*\\.java",
            "\\bnew Random\\(\\)",
            "use SecureRandom, or pass the source of chance in"),
        new Rule(
            ".*/src/main/java/.*/(Util|Utils|Helper|Manager)[A-Za-z]*\\.java|.*(Util|Utils|Helper|Manager|Impl)\\.java",
            "^package ",
            "name the type after what it is"));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void isKept(Rule rule) throws IOException {
    var banned = Pattern.compile(rule.banned());
    var broken =
        sources()
            .filter(file -> relative(file).matches(rule.where()))
            .filter(file -> !file.getFileName().toString().equals("HouseRulesTest.java"))
            .flatMap(file -> linesWith(file, banned))
            .toList();
    assertThat(broken).as("Instead: " + rule.instead()).isEmpty();
  }

  @Test
  void noSourceFileIsTooLongToRead() throws IOException {
    assertThat(
            sources()
                .filter(file -> file.toString().endsWith(".java"))
                .filter(file -> lines(file).size() > MAX_LINES))
        .as("Split these by what they do: more than " + MAX_LINES + " lines")
        .isEmpty();
  }

  @Test
  void everyMainPackageIsNullMarked() throws IOException {
    var packages =
        sources()
            .filter(file -> relative(file).matches(".*/src/main/java/.*\\.java"))
            .map(Path::getParent)
            .distinct()
            .filter(folder -> !isNullMarked(folder))
            .toList();
    assertThat(packages)
        .as("Add a package-info.java with @NullMarked and a line that says what the package is")
        .isEmpty();
  }

  @Test
  void noServiceDependsOnAnother() throws IOException {
    var services = List.of("sip-edge", "auth-guard", "firewall-service", "notifier", "admin-api");
    for (String service : services) {
      String pom = Files.readString(ROOT.resolve(service).resolve("pom.xml"));
      for (String other : services) {
        if (!other.equals(service)) {
          assertThat(pom)
              .as("%s must not depend on %s: put what both need into contracts", service, other)
              .doesNotContain("<artifactId>" + other + "</artifactId>");
        }
      }
    }
  }

  private static boolean isNullMarked(Path folder) {
    Path info = folder.resolve("package-info.java");
    return Files.exists(info) && String.join("\n", lines(info)).contains("@NullMarked");
  }

  private static Stream<Path> sources() throws IOException {
    try (var files = Files.walk(ROOT)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !relative(file).matches(".*(/target/|/?\\.git/|/?\\.ringfence/).*"))
          .toList()
          .stream();
    }
  }

  private static Stream<String> linesWith(Path file, Pattern banned) {
    var lines = lines(file);
    return Stream.iterate(0, i -> i < lines.size(), i -> i + 1)
        .filter(i -> banned.matcher(lines.get(i)).find())
        .map(i -> relative(file) + ":" + (i + 1) + ": " + lines.get(i).strip());
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String relative(Path file) {
    return "/" + ROOT.relativize(file);
  }

  private static Path projectRoot() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("ringfence"))
        || !Files.exists(folder.resolve("contracts"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("run inside the project");
      }
    }
    return folder;
  }
}
