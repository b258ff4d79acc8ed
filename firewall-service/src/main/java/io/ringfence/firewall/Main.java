package io.ringfence.firewall;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.ringfence.firewall.maintenance.MaintenanceCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;

/// Starts the service, or carries out a command of the node's administrator.
@QuarkusMain
public final class Main {

  private Main() {}

  public static void main(String... arguments) {
    var command = List.of(arguments);
    if (UninstallCommand.isOne(command)) {
      System.exit(UninstallCommand.run(System.getenv(), output()));
    }
    if (MaintenanceCommand.isOne(command)) {
      System.exit(
          new MaintenanceCommand(System.getenv(), InstantSource.system(), output()).run(command));
    }
    if (!command.isEmpty()) {
      // A command that was mistyped must not start a second agent.
      output().println("there is no such command; " + MaintenanceCommand.USAGE + "; or uninstall");
      System.exit(2);
    }
    Quarkus.run(arguments);
  }

  private static PrintStream output() {
    return new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
  }
}
