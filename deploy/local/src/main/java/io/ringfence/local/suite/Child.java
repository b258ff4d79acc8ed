package io.ringfence.local.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A process of the suite that was started.
///
/// The kernel kills it when the supervisor dies (`setpriv --pdeathsig`): by the thread that
/// started it, so that thread has to live as long as the supervisor. It has a session of its own
/// (`setsid`), so that Ctrl-C reaches the supervisor alone, which then stops all in order.
final class Child {

  private final Component component;
  private final Process process;
  private final ProcessIdentity identity;
  private final Instant since;
  private final LogFile log;
  private final long logStart;
  private @Nullable Duration readyAfter;

  private Child(Component component, Process process, LogFile log, long logStart) {
    this.component = component;
    this.process = process;
    this.identity = ProcessIdentity.of(process.toHandle());
    this.since = Instant.now();
    this.log = log;
    this.logStart = logStart;
  }

  static Child start(
      Component component, List<String> command, Map<String, String> environment, DataFolder data)
      throws IOException {
    var log = new LogFile(data.log(component.wireName()));
    log.bound();
    long logStart = log.end();
    var builder =
        new ProcessBuilder(command)
            .directory(data.root().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.path().toFile()))
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().putAll(environment);
    return new Child(component, builder.start(), log, logStart);
  }

  /// What goes before a command so that it has a session of its own and cannot outlive the
  /// supervisor, where the system can do so.
  static List<String> tether() {
    var prefix = new ArrayList<>(session());
    prefix.addAll(bond());
    return prefix;
  }

  static List<String> session() {
    return ifThere("setsid");
  }

  static List<String> bond() {
    return ifThere("setpriv", "--pdeathsig", "KILL", "--");
  }

  /// What goes between session and command so that sip-edge, which phones wait for, has a processor
  /// before all that nobody waits for within milliseconds. Niceness counts within a session where
  /// the kernel groups processes by session, and the group has one of its own.
  static List<String> behindTheEdge() {
    return List.of(
        "/bin/sh",
        "-c",
        "{ echo 5 >/proc/self/autogroup; } 2>/dev/null; exec nice -n 5 \"$@\"",
        "sh");
  }

  private static List<String> ifThere(String tool, String... arguments) {
    if (!Files.isExecutable(Path.of("/usr/bin", tool))) {
      return List.of();
    }
    var command = new ArrayList<>(List.of(tool));
    command.addAll(List.of(arguments));
    return command;
  }

  Component component() {
    return component;
  }

  Process process() {
    return process;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void ready() {
    readyAfter = Duration.between(since, Instant.now());
  }

  boolean isReady() {
    return readyAfter != null;
  }

  /// PostgreSQL waits for its clients after SIGTERM and ends their sessions after SIGINT.
  void askToStop() {
    if (component != Component.POSTGRESQL) {
      process.destroy();
      return;
    }
    try {
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
    } catch (IOException e) {
      process.destroy();
    }
  }

  void awaitEnd(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  /// Why it died, from its status and last words.
  String death() {
    String lastWords = String.join("\n  ", log.last(12, logStart));
    String full =
        lastWords.contains("No space left on device") ? ": the disk is full (ENOSPC)" : "";
    return "%s ended with status %d%s; its log (%s) ends:\n  %s"
        .formatted(component.wireName(), process.exitValue(), full, log.path(), lastWords);
  }

  void boundLog() throws IOException {
    log.bound();
  }

  SuiteState.ChildState state() {
    return new SuiteState.ChildState(
        component, identity, since, readyAfter == null ? null : readyAfter.toMillis());
  }
}
