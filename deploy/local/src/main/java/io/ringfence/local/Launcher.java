package io.ringfence.local;

import io.ringfence.local.bench.Bench;
import io.ringfence.local.demo.Demo;
import io.ringfence.local.server.PostgresCluster;
import io.ringfence.local.soak.Soak;
import io.ringfence.local.suite.DataFolder;
import io.ringfence.local.suite.DownCommand;
import io.ringfence.local.suite.Failure;
import io.ringfence.local.suite.LogsCommand;
import io.ringfence.local.suite.Settings;
import io.ringfence.local.suite.StatusCommand;
import io.ringfence.local.suite.Terminal;
import io.ringfence.local.suite.UpCommand;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Reads the command line that `./ringfence` hands over. Ends with status 1 when the command could
/// not do its work, and 2 when the command line is wrong.
public final class Launcher {

  private static final Path HOME =
      Path.of(System.getProperty("ringfence.home", "")).toAbsolutePath().normalize();
  private static final Set<String> NONE = Set.of();

  private Launcher() {}

  public static void main(String[] arguments) {
    var terminal = Terminal.ofProcess();
    try {
      int status = run(Arrays.asList(arguments), terminal);
      if (status != 0) {
        System.exit(status);
      }
    } catch (Failure e) {
      terminal.note(String.valueOf(e.getMessage()));
      System.exit(1);
    } catch (Exception e) {
      terminal.note(e.toString());
      System.exit(1);
    }
  }

  private static int run(List<String> arguments, Terminal terminal) throws Exception {
    if (arguments.isEmpty()) {
      terminal.note("which command? See ./ringfence help");
      return 2;
    }
    List<String> rest = arguments.subList(1, arguments.size());
    return switch (arguments.getFirst()) {
      case "up" -> up(rest, terminal);
      case "supervise" -> supervise(rest, terminal);
      case "down" -> {
        new DownCommand(data(parse(rest, NONE, 0)), terminal).run();
        yield 0;
      }
      case "status" -> {
        var options = parse(rest, Set.of("--json"), 0);
        yield new StatusCommand(data(options), terminal).run(options.has("--json")) ? 0 : 1;
      }
      case "logs" -> {
        var options = parse(rest, NONE, 1);
        yield new LogsCommand(data(options))
            .run(options.words().isEmpty() ? null : options.words().getFirst());
      }
      case "demo" -> {
        Demo.run(settings(parse(rest, NONE, 0)), terminal);
        yield 0;
      }
      case "bench" -> {
        var options = parse(rest, Set.of("--json"), 1);
        Bench.run(
            settings(options),
            terminal,
            options.words().isEmpty() ? null : options.words().getFirst(),
            options.has("--json"));
        yield 0;
      }
      case "soak" -> {
        var options = Options.parse(rest, Set.of("--data", "--for"), NONE, 0);
        yield Soak.run(settings(options), terminal, options.value("--for").orElse("PT30M")) ? 0 : 1;
      }
      case "prepare" -> {
        PostgresCluster.unpack(HOME);
        yield 0;
      }
      case String other -> {
        terminal.note("there is no command " + other + "; see ./ringfence help");
        yield 2;
      }
    };
  }

  private static int up(List<String> arguments, Terminal terminal) throws Exception {
    var options =
        Options.parse(arguments, Set.of("--data", "--bind"), Set.of("--detach", "--enforce"), 0);
    var command = new UpCommand(settings(options), terminal);
    if (options.has("--detach")) {
      command.detached();
    } else {
      command.foreground();
    }
    return 0;
  }

  private static int supervise(List<String> arguments, Terminal terminal) throws Exception {
    var options = Options.parse(arguments, Set.of("--data", "--bind"), Set.of("--enforce"), 0);
    new UpCommand(settings(options), terminal).supervise();
    return 0;
  }

  private static Options parse(List<String> arguments, Set<String> flags, int maxWords) {
    return Options.parse(arguments, Set.of("--data"), flags, maxWords);
  }

  private static Settings settings(Options options) {
    return Settings.of(
        HOME,
        dataPath(options),
        options.value("--bind").orElse("127.0.0.1"),
        options.has("--enforce"),
        System.getenv());
  }

  private static DataFolder data(Options options) {
    return new DataFolder(dataPath(options));
  }

  private static Path dataPath(Options options) {
    return options.value("--data").map(Path::of).orElse(HOME.resolve(".ringfence"));
  }
}
