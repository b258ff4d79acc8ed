package io.ringfence.guard.simulation;

import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.guard.simulation.Campaign.Guess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;

/// Plans the attacks and carries them out.
final class Attackers {

  static final String DECOY = "1999";

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /// Those that need days begin early.
  private static final int SLOW_DAYS = 9;

  private static final int SPRAYERS = 20;

  private final World world;
  private final Wire wire;
  private final Front front;
  private final Town town;
  private final Addresses addresses;
  private final List<Campaign> campaigns = new ArrayList<>();
  private final List<String> objections = new ArrayList<>();

  Attackers(World world, Wire wire, Front front, Town town, Addresses addresses) {
    this.world = world;
    this.wire = wire;
    this.front = front;
    this.town = town;
    this.addresses = addresses;
  }

  List<Campaign> campaigns() {
    return campaigns;
  }

  /// Who was not stopped when he had to be.
  List<String> objections() {
    return objections;
  }

  /// @param times how many of each kind
  void plan(int times) {
    for (int i = 0; i < times; i++) {
      for (var kind : AttackKind.values()) {
        plan(kind);
      }
    }
  }

  private void plan(AttackKind kind) {
    var source = addresses.attacker();
    var office = town.anyOfAnOffice();
    String victim = town.any().account();
    int first = (int) world.between(500_000, 900_000);
    switch (kind) {
      case FAST -> start(kind, SECOND, 4_000, i -> Guess.of(source, victim));
      case FLOOD -> start(kind, Duration.ofMillis(50), 3_000, i -> Guess.of(source, victim));
      case BELOW_PERIOD ->
          start(kind, Duration.ofSeconds(151), 3_000, i -> Guess.of(source, victim));
      case SLOW -> slowly(kind, Duration.ofHours(1), i -> Guess.of(source, victim));
      case PATIENT -> slowly(kind, Duration.ofHours(8), i -> Guess.of(source, victim));
      case ENUMERATION ->
          start(kind, SECOND.multipliedBy(2), 2_000, i -> unknown(source, first + i));
      case SLOW_ENUMERATION ->
          start(kind, MINUTE.multipliedBy(12), 400, i -> unknown(source, first + i));
      case SPRAYING -> spraying(kind);
      case DISTRIBUTED -> distributed(kind, victim);
      case SUBNET ->
          start(
              kind,
              SECOND.multipliedBy(5),
              1_000,
              i -> Guess.of(Addresses.beside(source, i), town.any().account()));
      case V6_HOST -> {
        var host = addresses.v6Attacker();
        start(kind, SECOND, 2_000, i -> Guess.of(Addresses.beside(host, i), victim));
      }
      case V6_SITE -> {
        var site = addresses.v6Attacker();
        start(kind, SECOND.multipliedBy(3), 2_000, i -> Guess.of(Addresses.net(site, i), victim));
      }
      case DECOY -> start(kind, MINUTE, 200, i -> unknown(source, DECOY));
      case SCANNER -> start(kind, SECOND, 500, i -> new Guess(source, "", Reason.SCANNER, true));
      case MALFORMED ->
          start(kind, SECOND, 500, i -> new Guess(source, "", Reason.MALFORMED, true));
      case FORGED -> {
        var forged = office.site().address();
        start(
            kind,
            SECOND,
            1_000,
            i -> new Guess(forged, town.any().account(), Reason.BAD_CREDENTIALS, false));
      }
      case INSIDER -> {
        var there = office.site().address();
        String other = outsideOf(office.site());
        start(kind, SECOND.multipliedBy(20), 1_000, i -> Guess.of(there, other));
      }
      case INSIDER_SPRAYING -> {
        var there = office.site().address();
        start(kind, SECOND.multipliedBy(10), 300, i -> unknown(there, first + i / 3));
      }
      case NEIGHBOURS -> neighbours(kind);
      case BREAK_IN -> breakIn(kind, source, i -> source, i -> Integer.toString(first + i), victim);
      case BREAK_IN_SPREAD ->
          breakIn(kind, addresses.attacker(), i -> addresses.attacker(), i -> victim, victim);
    }
  }

  private static Guess unknown(IpAddress source, int account) {
    return unknown(source, Integer.toString(account));
  }

  private static Guess unknown(IpAddress source, String account) {
    return new Guess(source, account, Reason.UNKNOWN_ACCOUNT, true);
  }

  private String outsideOf(Site site) {
    var phone = town.any();
    while (phone.site().equals(site)) {
      phone = town.any();
    }
    return phone.account();
  }

  private void spraying(AttackKind kind) {
    var sources = new ArrayList<IpAddress>();
    for (int i = 0; i < SPRAYERS; i++) {
      sources.add(addresses.attacker());
    }
    var victims = town.accounts();
    Collections.shuffle(victims, world.random());
    int apart = victims.size() / SPRAYERS;
    start(
        kind,
        MINUTE,
        2_000,
        i ->
            Guess.of(
                sources.get(i % SPRAYERS),
                victims.get((i / SPRAYERS + i % SPRAYERS * apart) % victims.size())));
  }

  private void distributed(AttackKind kind, String victim) {
    var sources = new ArrayList<IpAddress>();
    for (int i = 0; i < 300; i++) {
      sources.add(addresses.attacker());
    }
    start(kind, SECOND.multipliedBy(20), 300, i -> Guess.of(sources.get(i), victim));
  }

  /// Each of them by itself, at the same time.
  private void neighbours(AttackKind kind) {
    var home = town.anyHome().address();
    long begin = world.anyTime();
    for (int host = 1; host <= 12; host++) {
      var source = Addresses.beside(home, 7 * 20 + host);
      var victim = town.any().account();
      begin(kind, begin, MINUTE, 30, i -> Guess.of(source, victim));
    }
  }

  private void breakIn(
      AttackKind kind,
      IpAddress last,
      IntFunction<IpAddress> source,
      IntFunction<String> account,
      String victim) {
    var calm = MINUTE.multipliedBy(5);
    start(
        kind,
        calm,
        5,
        i ->
            i < 4
                ? Guess.of(source.apply(i), account.apply(i))
                : new Guess(last, victim, null, true));
  }

  private void slowly(AttackKind kind, Duration pace, IntFunction<Guess> plan) {
    long latest = Math.max(0, world.end() - Duration.ofDays(SLOW_DAYS).toMillis());
    long start = World.START.toEpochMilli();
    begin(kind, world.between(start, Math.max(start, latest)), pace, Integer.MAX_VALUE, plan);
  }

  private void start(AttackKind kind, Duration pace, int tries, IntFunction<Guess> plan) {
    begin(kind, world.anyTime(), pace, tries, plan);
  }

  private void begin(
      AttackKind kind, long time, Duration pace, int tries, IntFunction<Guess> plan) {
    var campaign = new Campaign(kind, plan);
    campaigns.add(campaign);
    world.at(time, () -> carryOn(campaign, pace, tries, 0));
  }

  private void carryOn(Campaign campaign, Duration pace, int tries, int number) {
    if (number < tries) {
      attempt(campaign, campaign.guess(number));
      world.in(pace.toMillis(), () -> carryOn(campaign, pace, tries, number + 1));
    }
  }

  private void attempt(Campaign campaign, Guess guess) {
    var by = front.attempt(guess.source(), guess.account(), guess.reason(), guess.verified());
    if (by != null) {
      campaign.refused(guess, by);
      return;
    }
    long reached = campaign.evaluated(guess, world.now());
    if (reached > 0 && world.now() > wire.latestEffect(reached)) {
      objections.add(
          "%s: %s has gone beyond %d, which it reached %d s ago, and nothing has stopped it"
              .formatted(
                  campaign.kind().text(),
                  campaign.target(guess),
                  campaign.kind().limit(),
                  (world.now() - reached) / 1_000));
    }
  }

  /// Whether a block's target is an attacker's.
  boolean isTheirs(BlockTarget target) {
    return campaigns.stream()
        .filter(campaign -> campaign.kind().isToBeStopped())
        .anyMatch(campaign -> campaign.targets().contains(target.value()));
  }
}
