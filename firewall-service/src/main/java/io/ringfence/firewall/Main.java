package io.ringfence.firewall;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Starts the service, or carries out a command of the node's administrator.
@QuarkusMain
public final class Main {

  private Main() {}

  public static void main(String... arguments) {
    var command = List.of(arguments);
    if (UninstallCommand.isOne(command)) {
      var out =
          new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
      System.exit(UninstallCommand.run(System.getenv(), out));
    }
    Quarkus.run(arguments);
  }
}
