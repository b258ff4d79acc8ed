package io.ringfence.local.suite;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// Where a command writes for the user.
public final class Terminal {

  private final PrintStream out;
  private final PrintStream err;

  public Terminal(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static Terminal ofProcess() {
    return new Terminal(stream(FileDescriptor.out), stream(FileDescriptor.err));
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  public void say(String line) {
    out.println(line);
  }

  /// A remark that is no result: to standard error.
  public void note(String line) {
    err.println("ringfence: " + line);
  }

  /// The same terminal, where results are remarks: for a command whose real result is JSON.
  public Terminal resultsAsNotes() {
    return new Terminal(err, err);
  }
}
