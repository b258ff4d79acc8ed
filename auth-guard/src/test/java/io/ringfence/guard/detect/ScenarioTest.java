package io.ringfence.guard.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Command;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpRangeSet;
import io.ringfence.guard.toll.TollRig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Plays the scenarios under `scenarios/`. How they are written is in the module's README.
class ScenarioTest {

  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  private final List<AuthenticationAttempt> played = new ArrayList<>();
  private @Nullable Rig rig;
  private @Nullable CallHappenings calls;
  private long count;

  static Stream<String> scenarios() throws IOException, URISyntaxException {
    try (var folders = Files.list(folder())) {
      return folders.map(Path::getFileName).map(Path::toString).sorted().toList().stream();
    }
  }

  private static Path folder() throws URISyntaxException {
    return Path.of(Objects.requireNonNull(ScenarioTest.class.getResource("/scenarios")).toURI());
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void endsAsExpected(String name) throws Exception {
    var scenario = Scenario.parse(lines(name, "events"));
    rig = new Rig(scenario.policy(), scenario.trusted(), START);
    var trusted = IpRangeSet.of(scenario.trusted());
    calls = new CallHappenings(new TollRig(scenario.policy(), trusted::contains, START));

    for (var one : scenario.happenings()) {
      rig().until(START.plus(one.time()));
      calls().until(START.plus(one.time()));
      if (!calls().happen(one)) {
        happen(one);
      }
    }

    String expected = String.join("\n", lines(name, "expected"));
    rig().finish();
    assertThat(told()).as("events of %s", name).isEqualTo(expected);
    assertThat(rig().blocks().values())
        .as("every block ends")
        .allMatch(block -> block.expiresAt() == null);
  }

  @Test
  void thereAreAtLeastThirty() throws Exception {
    assertThat(scenarios().count()).isGreaterThanOrEqualTo(30);
  }

  private static List<String> lines(String name, String file) {
    try {
      return Files.readAllLines(folder().resolve(name).resolve(file)).stream()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(String::stripTrailing)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private void happen(Scenario.Happening one) {
    var words = one.words();
    switch (words.getFirst()) {
      case "fail", "login" -> {
        var attempt = attempt(one);
        played.add(attempt);
        rig().attempt(attempt);
      }
      case "replay" -> {
        int from = Math.max(0, played.size() - Integer.parseInt(words.get(1)));
        played.subList(from, played.size()).forEach(rig()::attempt);
      }
      case "release" -> rig().command(order(one, Command.Action.RELEASE));
      case "block" -> rig().command(order(one, Command.Action.BLOCK));
      default -> throw new IllegalArgumentException("no such thing happens: " + words);
    }
  }

  /// `fail|login SOURCE ACCOUNT [REASON] [forged] [web] [times=N] [skew=TIME]`
  private AuthenticationAttempt attempt(Scenario.Happening one) {
    var words = one.words();
    var reason = Reason.BAD_CREDENTIALS;
    var at = START.plus(one.time());
    var service = Service.SIP;
    boolean verified = true;
    int times = 1;
    for (String option : words.subList(3, words.size())) {
      switch (option) {
        case "forged" -> verified = false;
        case "web" -> service = Service.WEB;
        default -> {
          if (option.startsWith("times=")) {
            times = Integer.parseInt(option.substring(6));
          } else if (option.startsWith("skew=")) {
            at = at.plus(Scenario.time(option.substring(5)));
          } else {
            reason = Reason.valueOf(option.toUpperCase(Locale.ROOT).replace('-', '_'));
          }
        }
      }
    }
    boolean accepted = words.getFirst().equals("login");
    return new AuthenticationAttempt(
        Event.SCHEMA_VERSION,
        id(at),
        at,
        service,
        accepted ? Outcome.ACCEPTED : Outcome.REJECTED,
        accepted ? null : reason,
        source(words.get(1), one.repetition()),
        5060,
        Transport.UDP,
        account(words.get(2), one.repetition()),
        "ringfence.local",
        "REGISTER",
        "phone",
        "call-" + count,
        "edge-1",
        verified,
        times);
  }

  /// `192.0.2.1+` is the next address with every repetition, `192.0.2.1+256`
  /// that many further, `2001:db8::1+net` the next /64.
  private static IpAddress source(String text, int repetition) {
    int plus = text.indexOf('+');
    if (plus < 0) {
      return IpAddress.parse(text);
    }
    var first = IpAddress.parse(text.substring(0, plus));
    if (!first.v6()) {
      return IpAddress.ofV4((int) first.low() + repetition * step(text.substring(plus + 1)));
    }
    return text.endsWith("+net")
        ? new IpAddress(true, first.high() + repetition, first.low())
        : new IpAddress(true, first.high(), first.low() + repetition);
  }

  private static int step(String text) {
    return text.isEmpty() ? 1 : Integer.parseInt(text);
  }

  /// `1000+` is the next number with every repetition, `-` none.
  static String account(String text, int repetition) {
    if (text.equals("-")) {
      return "";
    }
    return text.endsWith("+")
        ? Integer.toString(Integer.parseInt(text.substring(0, text.length() - 1)) + repetition)
        : text.replace('_', ' ');
  }

  private Command order(Scenario.Happening one, Command.Action action) {
    var words = one.words();
    var at = START.plus(one.time());
    boolean blocks = action == Command.Action.BLOCK;
    return new Command(
        Event.SCHEMA_VERSION,
        id(at),
        at,
        action,
        BlockTarget.ofKey(words.get(1).replace('_', ' ')),
        blocks ? EventIds.derived(id(at), "block") : null,
        blocks ? Set.of(Service.SIP) : null,
        blocks && words.size() > 2 ? at.plus(Scenario.time(words.get(2))) : null,
        "alice",
        "by hand");
  }

  private UUID id(Instant at) {
    count++;
    return new UUID((at.toEpochMilli() << 16) | 0x7000L, 0x8000_0000_0000_0000L | count);
  }

  private String told() {
    return Stream.concat(rig().announced().stream().map(ScenarioTest::line), calls().told())
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  private static String line(Output output) {
    return switch (output) {
      case Output.Decision(var decision, var _) -> line(decision);
      case Output.Alert(var alert) -> alert.block() != null ? "" : line(alert);
      case Output.Found _, Output.Cleared _ -> "";
    };
  }

  static String line(SecurityAlert alert) {
    return "%s alert %s %s: %s"
        .formatted(
            since(alert.occurredAt()), alert.kind().wireName(), alert.subject(), alert.reason());
  }

  private static String line(BlockDecision decision) {
    if (decision.state() == BlockState.EXPIRED) {
      return "";
    }
    if (decision.state() == BlockState.RELEASED) {
      return since(decision.occurredAt()) + " released " + decision.target().value();
    }
    var expiresAt = decision.expiresAt();
    return "%s block %s by %s, %d, %s, level %d, %s"
        .formatted(
            since(decision.occurredAt()),
            decision.target().value(),
            decision.rule().wireName(),
            decision.evidence().attempts(),
            decision.services().size() == 5
                ? "all services"
                : decision.services().stream()
                    .map(Service::wireName)
                    .collect(Collectors.joining("+")),
            decision.level(),
            expiresAt == null
                ? "for good"
                : "for " + text(Duration.between(decision.occurredAt(), expiresAt)));
  }

  static String since(Instant at) {
    return text(Duration.between(START, at));
  }

  private static String text(Duration time) {
    String rest = time.minusDays(time.toDays()).toString().substring(2).toLowerCase(Locale.ROOT);
    String days = time.toDays() == 0 ? "" : time.toDays() + "d";
    return days.isEmpty() || !rest.equals("0s") ? days + rest : days;
  }

  private CallHappenings calls() {
    return Objects.requireNonNull(calls);
  }

  private Rig rig() {
    return Objects.requireNonNull(rig);
  }
}
