package io.ringfence.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfence.contracts.bus.Json;
import io.ringfence.local.suite.Failure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The load generator `deploy/bench/sipload.c`: one thread, so light that it measures the server.
public final class SipLoad {

  private final Path program;

  private SipLoad(Path program) {
    this.program = program;
  }

  /// Compiles it where that was not done yet.
  ///
  /// @throws Failure when there is no C compiler
  public static SipLoad build(Path home) throws IOException, InterruptedException {
    Path source = home.resolve("deploy/bench/sipload.c");
    Path program = home.resolve("target/bench/sipload");
    Files.createDirectories(program.getParent());
    if (!Files.exists(program)
        || Files.getLastModifiedTime(program).compareTo(Files.getLastModifiedTime(source)) < 0) {
      compile(source, program);
    }
    return new SipLoad(program);
  }

  private static void compile(Path source, Path program) throws IOException, InterruptedException {
    try {
      var compiler =
          new ProcessBuilder("cc", "-O2", "-o", program.toString(), source.toString(), "-lm")
              .redirectErrorStream(true)
              .start();
      String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (compiler.waitFor() != 0) {
        throw new Failure("the load generator does not compile:\n" + said);
      }
    } catch (IOException e) {
      throw new Failure(
          "the load generator needs a C compiler (Debian: apt-get install gcc libc6-dev)", e);
    }
  }

  /// Runs it to its end and returns what it prints.
  public JsonNode run(InetSocketAddress server, Path users, List<String> options)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(program.toString());
    command.addAll(List.of("--host", server.getAddress().getHostAddress()));
    command.addAll(List.of("--port", Integer.toString(server.getPort())));
    command.addAll(List.of("--realm", "ringfence.local", "--users", users.toString()));
    command.addAll(options);
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    byte[] printed = process.getInputStream().readAllBytes();
    if (process.waitFor() != 0) {
      throw new Failure("the load generator failed: " + String.join(" ", command));
    }
    return Json.read(printed, JsonNode.class);
  }
}
