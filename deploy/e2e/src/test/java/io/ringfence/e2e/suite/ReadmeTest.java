package io.ringfence.e2e.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The commands of the root README, as they stand there, typed into a shell one after the other.
@ExtendWith(SharedSuite.class)
class ReadmeTest {

  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
  private static final String SECTION = "## The first five minutes";

  private final TestSuite suite;

  ReadmeTest(TestSuite suite) {
    this.suite = suite;
  }

  @Test
  void itsFirstFiveMinutesWork() throws Exception {
    assumeTrue(Script.has("curl"), "curl is not installed");
    var source = suite.newSource();
    suite.attack(source, "anyone", 5);
    try (var api = suite.api();
        var _ = new Policy(api)) {
      await("the block")
          .atMost(TestSuite.LIMIT)
          .until(
              () ->
                  !api.get("/blocks?target=" + source.getHostAddress())
                      .body()
                      .path("items")
                      .isEmpty());
      var sip = api.get("/services/sip").body();
      String setup = "shopt -s expand_aliases\nset -o pipefail\n";
      String last = "";
      int requests = 0;
      for (String command : commands()) {
        if (command.startsWith("rf ")) {
          last = run(setup + fillIn(command, last));
          requests++;
        } else {
          setup += fillIn(command, last) + "\n";
        }
      }
      assertThat(requests).isGreaterThanOrEqualTo(7);
      assertThat(api.get("/services/sip").body().path("restricted").asBoolean()).isTrue();
      assertThat(api.put("/services/sip", sip, Optional.empty()).status()).isEqualTo(200);
      await("the release").atMost(TestSuite.LIMIT).until(() -> suite.isAnswered(source));
    }
  }

  @Test
  void itsFilesAndScriptCommandsExist() throws Exception {
    String readme = Files.readString(Script.HOME.resolve("README.md"));
    String help = Script.ringfence(Map.of(), "help").out();
    var commands = Pattern.compile("\\./ringfence ([a-z]+)").matcher(readme).results();
    assertThat(commands.map(found -> found.group(1)))
        .isNotEmpty()
        .allSatisfy(command -> assertThat(help).containsPattern("(?m)^  " + command + "\\b"));
    var links = Pattern.compile("\\]\\(([^)#:]+)\\)").matcher(readme).results();
    assertThat(links.map(found -> found.group(1)))
        .isNotEmpty()
        .allSatisfy(link -> assertThat(Script.HOME.resolve(link)).exists());
  }

  private List<String> commands() throws Exception {
    String readme = Files.readString(Script.HOME.resolve("README.md"));
    String section = readme.substring(readme.indexOf(SECTION) + SECTION.length());
    section = section.substring(0, section.indexOf("\n## "));
    return section
        .lines()
        .filter(line -> line.startsWith("    "))
        .map(String::strip)
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  /// What a reader puts in: where this suite is, and the identifier that the last answer showed.
  private String fillIn(String command, String lastAnswer) {
    String filled =
        command
            .replace("curl -s ", "curl -sS --fail-with-body ")
            .replace(".ringfence/admin-token", suite.data() + "/admin-token")
            .replace("127.0.0.1:8080", "127.0.0.1:" + suite.port("HTTP"));
    if (!command.contains("<")) {
      return filled;
    }
    var id = ID.matcher(lastAnswer);
    assertThat(id.find()).as("an identifier in %s", lastAnswer).isTrue();
    return filled.replaceAll("<[^>]+>", id.group(1));
  }

  private static String run(String script) throws Exception {
    var result = Script.run(Map.of(), List.of("bash", "-c", script));
    assertThat(result.status()).as(script + "\n" + result.out() + result.err()).isZero();
    return result.out();
  }
}
