package io.ringfence.firewall.maintenance;

import io.ringfence.contracts.event.EventIds;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/// `open --for PT10M` and `close`, as root or the service's own user on its node: gives the order
/// to the service that runs there, and waits until it is carried out.
public final class MaintenanceCommand {

  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(50);
  public static final String USAGE =
      "usage: open --for DURATION [--data DIR] | close [--data DIR]; such as open --for PT10M";

  private final Map<String, String> environment;
  private final InstantSource clock;
  private final PrintStream out;
  private final Duration wait;

  public MaintenanceCommand(Map<String, String> environment, InstantSource clock, PrintStream out) {
    this(environment, clock, out, WAIT);
  }

  MaintenanceCommand(
      Map<String, String> environment, InstantSource clock, PrintStream out, Duration wait) {
    this.environment = environment;
    this.clock = clock;
    this.out = out;
    this.wait = wait;
  }

  public static boolean isOne(List<String> arguments) {
    return !arguments.isEmpty() && List.of("open", "close").contains(arguments.getFirst());
  }

  /// @return the exit status: 0 when it is done, 1 when not, 2 when the command line is wrong
  public int run(List<String> arguments) {
    try {
      return switch (arguments.getFirst()) {
        case "open" -> open(file(arguments), duration(arguments));
        case "close" -> close(file(arguments));
        default -> throw new IllegalArgumentException(USAGE);
      };
    } catch (IllegalArgumentException e) {
      out.println(e.getMessage());
      return 2;
    } catch (IOException e) {
      out.println("the order cannot be written: " + e);
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private int open(OpeningFile file, Duration length) throws IOException, InterruptedException {
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var opening = new Opening(EventIds.next(), now, now.plus(length), user());
    file.write(opening);
    if (!isDone(() -> file.isConfirmed(opening))) {
      out.println(
          "ordered in " + file + ", but firewall-service has not done it; does it run here?");
      return 1;
    }
    out.println(
        "open until "
            + opening.until()
            + ": nothing is dropped on this node; it closes by itself, or by: close. sip-edge goes"
            + " on refusing whom it refuses.");
    return 0;
  }

  private int close(OpeningFile file) throws IOException, InterruptedException {
    if (!file.withdraw()) {
      out.println("it is not open");
      return 0;
    }
    if (!isDone(() -> !file.isInForce())) {
      out.println(
          "the order in "
              + file
              + " is taken back, but firewall-service has not closed; does it run here? Until it"
              + " does, the kernel's rules stay as they are.");
      return 1;
    }
    out.println("closed");
    return 0;
  }

  /// What the service does.
  @FunctionalInterface
  private interface Done {
    boolean isDone() throws IOException;
  }

  /// Waits for it, but not for ever.
  private boolean isDone(Done done) throws IOException, InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    while (!done.isDone()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(LOOK);
    }
    return true;
  }

  private OpeningFile file(List<String> arguments) {
    String folder =
        value(arguments, "--data", environment.getOrDefault("RINGFENCE_DATA_DIR", ".ringfence"));
    return new OpeningFile(Path.of(folder));
  }

  private static Duration duration(List<String> arguments) {
    try {
      var length = Duration.parse(value(arguments, "--for", ""));
      if (length.isPositive() && length.compareTo(Opening.LONGEST) <= 0) {
        return length;
      }
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(USAGE, e);
    }
    throw new IllegalArgumentException(
        "--for must be more than nothing and at most " + Opening.LONGEST);
  }

  private static String value(List<String> arguments, String option, String otherwise) {
    for (int i = 1; i < arguments.size(); i += 2) {
      boolean isKnown = arguments.get(i).equals("--for") || arguments.get(i).equals("--data");
      if (!isKnown || i + 1 == arguments.size()) {
        throw new IllegalArgumentException(USAGE);
      }
      if (arguments.get(i).equals(option)) {
        return arguments.get(i + 1);
      }
    }
    return otherwise;
  }

  private String user() {
    String user = System.getProperty("user.name", "?");
    String sudo = environment.get("SUDO_USER");
    return sudo == null ? user : sudo + " as " + user;
  }
}
