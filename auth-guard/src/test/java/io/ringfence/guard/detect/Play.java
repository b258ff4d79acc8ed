package io.ringfence.guard.detect;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.IpGroup;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Command;
import io.ringfence.contracts.event.Event;
import io.ringfence.contracts.event.EventIds;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpRangeSet;
import io.ringfence.guard.replay.Replay;
import io.ringfence.guard.toll.TollRig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/// A scenario of `scenarios/` as it is played, and what is announced of it: each thing once, as
/// consumers take it.
public final class Play {

  public static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  private final Scenario scenario;
  private final List<AuthenticationAttempt> attempts = new ArrayList<>();
  private final List<Output> announced = new ArrayList<>();
  private final Set<UUID> known = new HashSet<>();
  private final Replay replay;
  private final CallHappenings calls;
  private long count;

  private Play(Scenario scenario) {
    this.scenario = scenario;
    this.replay = new Replay(configuration(scenario), START, this::announce, 0);
    var trusted = IpRangeSet.of(scenario.trusted());
    this.calls = new CallHappenings(new TollRig(scenario.policy(), trusted::contains, START));
  }

  public static Stream<String> scenarios() {
    try (var folders = Files.list(folder())) {
      return folders.map(Path::getFileName).map(Path::toString).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The scenario of this name, to its end.
  public static Play of(String name) {
    var play = new Play(Scenario.parse(lines(name, "events")));
    for (var one : play.scenario.happenings()) {
      play.replay.until(START.plus(one.time()));
      play.calls.until(START.plus(one.time()));
      if (!play.calls.happen(one)) {
        play.happen(one);
      }
    }
    play.replay.finish();
    return play;
  }

  public Configuration configuration() {
    return configuration(scenario);
  }

  /// What happened, without what came again.
  public List<AuthenticationAttempt> attempts() {
    return attempts;
  }

  public List<Output> announced() {
    return announced;
  }

  CallHappenings calls() {
    return calls;
  }

  /// The blocks that are still in force.
  List<BlockDecision> blocks() {
    return replay.blocks();
  }

  static List<String> lines(String name, String file) {
    try {
      return Files.readAllLines(folder().resolve(name).resolve(file)).stream()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(String::stripTrailing)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder() {
    try {
      return Path.of(Objects.requireNonNull(Play.class.getResource("/scenarios")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Configuration configuration(Scenario scenario) {
    var members =
        scenario.trusted().stream()
            .map(range -> new IpGroup.Member(range.toString(), null, null))
            .toList();
    var group = new IpGroup(1, Scenario.TRUSTED, Scenario.TRUSTED, null, members, Map.of());
    return new Configuration(
        scenario.policy(), Map.of(group.id(), group), Map.of(), Configuration.INITIAL.pbxLock());
  }

  private void announce(Output output) {
    switch (output) {
      case Output.Decision(var decision, var _) -> announce(decision.eventId(), output);
      case Output.Alert(var alert) -> announce(alert.eventId(), output);
      case Output.Found _, Output.Cleared _ -> {}
    }
  }

  private void announce(UUID id, Output output) {
    if (known.add(id)) {
      announced.add(output);
    }
  }

  private void happen(Scenario.Happening one) {
    var words = one.words();
    switch (words.getFirst()) {
      case "fail", "login" -> {
        var attempt = attempt(one);
        attempts.add(attempt);
        replay.attempt(attempt);
      }
      case "replay" -> {
        int from = Math.max(0, attempts.size() - Integer.parseInt(words.get(1)));
        attempts.subList(from, attempts.size()).forEach(replay::attempt);
      }
      case "release" -> replay.command(order(one, Command.Action.RELEASE));
      case "block" -> replay.command(order(one, Command.Action.BLOCK));
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
}
