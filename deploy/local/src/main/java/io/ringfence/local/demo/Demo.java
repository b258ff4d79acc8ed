package io.ringfence.local.demo;

import io.ringfence.local.sip.SipPhone;
import io.ringfence.local.suite.Failure;
import io.ringfence.local.suite.RunningSuite;
import io.ringfence.local.suite.Settings;
import io.ringfence.local.suite.Terminal;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// `demo`: honest phones, one attacker, and the time each step took; then many attackers.
public final class Demo {

  private static final InetAddress ATTACKER = InetAddress.ofLiteral("127.0.0.66");
  private static final int MORE_ATTACKERS = 50;
  private static final int WARM_UP = 20;
  private static final Duration SILENCE = Duration.ofMillis(400);
  private static final Duration ACCOUNT_PAUSE = Duration.ofMillis(250);
  private static final Duration STEP_LIMIT = Duration.ofSeconds(15);

  private final Terminal terminal;
  private final RunningSuite suite;
  private final BusWatch bus;
  private final Cast cast;

  private Demo(Terminal terminal, RunningSuite suite, BusWatch bus, Cast cast) {
    this.terminal = terminal;
    this.suite = suite;
    this.bus = bus;
    this.cast = cast;
  }

  /// @throws Failure when a step does not happen
  public static void run(Settings settings, Terminal terminal)
      throws IOException, InterruptedException {
    try (var suite = Suite.open(settings, terminal);
        var api = new Api(suite.running().api(), suite.running().token());
        var bus = new BusWatch(suite.running().kafkaBootstrap());
        var cast = new Cast(api)) {
      var demo = new Demo(terminal, suite.running(), bus, cast);
      demo.registerPhones();
      demo.playOne();
      demo.playMany();
    }
  }

  private void registerPhones() throws IOException, InterruptedException {
    cast.addRecipientIfNone();
    cast.addAccount("alice", bus);
    cast.addAccount("bob", bus);
    for (var account : cast.accounts()) {
      String algorithm = account.number().endsWith("bob") ? "MD5" : "SHA-256";
      if (!registers(account, algorithm)) {
        throw new Failure("phone " + account.number() + " could not register");
      }
      terminal.say(
          "%s registered from %s with digest %s"
              .formatted(account.number(), account.phone().getHostAddress(), algorithm));
    }
  }

  /// A few tries at a phone's pace: each that comes too early is a failed login.
  private boolean registers(Cast.Account account, String algorithm)
      throws IOException, InterruptedException {
    for (int i = 0; i < Math.max(1, cast.allowedFailures() - 1); i++) {
      Thread.sleep(ACCOUNT_PAUSE);
      if (Cast.register(suite, account, algorithm)) {
        return true;
      }
    }
    return false;
  }

  private void playOne() throws IOException, InterruptedException {
    String source = ATTACKER.getHostAddress();
    String victim = cast.accounts().getFirst().number();
    release(source);
    var mail = new MailWatch(suite.mail());
    var attack = Attack.play(suite, bus, ATTACKER, victim, cast.allowedFailures());

    terminal.say("");
    terminal.say("%s guesses the password of %s:".formatted(source, victim));
    step("failure " + attack.failures() + " of " + cast.allowedFailures(), Duration.ZERO);
    step("decision on the bus", attack.decided());
    step("sip-edge drops it", attack.edge());
    step("firewall (" + bus.backend("firewall-service") + ") has the block", attack.firewall());
    if (isAnswered(ATTACKER, victim)) {
      throw new Failure(source + " is blocked but still answered");
    }
    step(
        "warning mail arrived",
        Duration.between(
            attack.failedAt(),
            mail.await(source, STEP_LIMIT)
                .orElseThrow(() -> new Failure("no warning mail came about " + source))));
    requireHonestUntouched();
    unblock(attack, victim);
  }

  private void requireHonestUntouched() throws IOException {
    for (var account : cast.accounts()) {
      if (!Cast.register(suite, account, "SHA-256")) {
        throw new Failure("phone " + account.number() + " was shut out by somebody else's block");
      }
    }
    terminal.say("  honest phones still register");
  }

  private void unblock(Attack attack, String victim) throws IOException, InterruptedException {
    awaitTrue(
        () -> !cast.activeBlocks(attack.source()).isEmpty(),
        "GET /blocks does not list the block of " + attack.source());
    step("listed by GET /blocks", Duration.between(attack.failedAt(), Instant.now()));
    Instant asked = Instant.now();
    cast.unblock(attack.source());
    awaitTrue(() -> isAnswered(ATTACKER, victim), attack.source() + " is not answered again");
    terminal.say(row("unblocked by hand: answered again", Duration.between(asked, Instant.now())));
  }

  private void playMany() throws IOException, InterruptedException {
    String account = cast.accounts().getFirst().number();
    Latencies.measure(suite, bus, cast, account, WARM_UP);
    var latencies = Latencies.measure(suite, bus, cast, account, MORE_ATTACKERS);
    terminal.say("");
    terminal.say(
        "%d more attackers, after %d that warmed the services up, from the last failure:"
            .formatted(MORE_ATTACKERS, WARM_UP));
    terminal.say("  %-42s %9s %9s".formatted("", "p50", "p99"));
    for (var row : latencies.rows()) {
      terminal.say(
          "  %-42s %9s %9s"
              .formatted(
                  row.step(), millis(row.percentiles().at(50)), millis(row.percentiles().at(99))));
    }
  }

  private void release(String source) throws IOException, InterruptedException {
    if (cast.unblock(source) > 0) {
      awaitTrue(
          () -> isAnswered(ATTACKER, "demo-nobody"), source + " could not be released before");
    }
  }

  private boolean isAnswered(InetAddress source, String account) throws IOException {
    try (var phone = SipPhone.udp(source, suite.sip(), suite.domain(), account)) {
      return phone.ask(SILENCE).isPresent();
    }
  }

  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private static void awaitTrue(Condition condition, String otherwise)
      throws IOException, InterruptedException {
    Instant end = Instant.now().plus(STEP_LIMIT);
    while (!condition.holds()) {
      if (Instant.now().isAfter(end)) {
        throw new Failure(otherwise);
      }
      Thread.sleep(5);
    }
  }

  private void step(String what, Duration after) {
    terminal.say(row(what, after));
  }

  private static String row(String what, Duration after) {
    return "  %-42s %9s".formatted(what, millis(after));
  }

  static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
  }
}
