package io.ringfence.local.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `logs`: follows the logs with `tail`.
public final class LogsCommand {

  private final DataFolder data;

  public LogsCommand(DataFolder data) {
    this.data = data;
  }

  /// @param service one of them, `null` for all
  public int run(@Nullable String service) throws IOException, InterruptedException {
    List<Path> logs =
        service == null
            ? Arrays.stream(Component.values()).map(c -> data.log(c.wireName())).toList()
            : List.of(data.log(Component.named(service).wireName()));
    var command =
        new ArrayList<String>(List.of("tail", "-n", service == null ? "10" : "100", "-F"));
    logs.stream().filter(Files::exists).map(Path::toString).forEach(command::add);
    if (command.size() == 4) {
      throw new Failure("there are no logs in " + data.root() + "; start with ./ringfence up");
    }
    var tail = new ProcessBuilder(command).inheritIO().start();
    Runtime.getRuntime().addShutdownHook(new Thread(tail::destroy, "stop"));
    return tail.waitFor();
  }
}
