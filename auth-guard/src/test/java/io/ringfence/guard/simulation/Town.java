package io.ringfence.guard.simulation;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.guard.simulation.Site.Phone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The honest phones and the people at them.
final class Town {

  private static final double AT_OFFICES = 0.6;
  private static final int BIG_OFFICE = 500;

  /// Who errs goes on until the policy blocks.
  private static final double CLUMSY = 0.02;

  private static final Duration ERRORS_EVERY = Duration.ofDays(20);
  private static final Duration OUTAGE_EVERY = Duration.ofDays(10);
  private static final Duration MOVES_EVERY = Duration.ofDays(10);
  private static final Duration TRAVELS_EVERY = Duration.ofDays(2);
  private static final long RETRY = Duration.ofMinutes(1).toMillis();

  /// It is trusted, and has a wrong password.
  static final IpAddress TRUNK = IpAddress.parse("85.0.0.1");

  /// A branch's PBX, a registered trunk: nobody trusts its address.
  static final IpAddress BRANCH = IpAddress.parse("85.0.1.1");

  static final String BRANCH_ACCOUNT = "branch";
  private static final long BRANCH_REGISTERS = Duration.ofMinutes(50).toMillis();
  private static final int BRANCH_FAILURES = 7_000;

  private final World world;
  private final Front front;
  private final Addresses addresses;
  private final List<Site> sites = new ArrayList<>();
  private final List<Phone> phones = new ArrayList<>();
  private final Set<Phone> refusedPhones = new HashSet<>();
  private long logins;
  private long errors;
  private long refused;
  private long branchRefused;

  Town(World world, Front front, Addresses addresses) {
    this.world = world;
    this.front = front;
    this.addresses = addresses;
  }

  void settle(int count) {
    while (phones.size() < count) {
      boolean isOffice = phones.isEmpty() || phones.size() < count * AT_OFFICES;
      int size = phones.isEmpty() ? Math.min(BIG_OFFICE, count / 4) : isOffice ? office() : 1;
      settle(isOffice, Math.min(size, count - phones.size()));
    }
    sites.forEach(this::live);
    int ailing = Math.max(1, count / 2_000);
    for (int i = 0; i < ailing; i++) {
      var phone = anyOfAnOffice();
      world.at(world.anyTime(), () -> misconfigured(phone, 3 * 24 * 60));
    }
    for (int i = 0; i < Math.max(2, count / 50); i++) {
      var phone = any();
      world.at(world.anyTime(), () -> provisionedLate(phone, (int) world.between(20, 240)));
    }
    world.at(world.anyTime(), () -> trunk(2_000));
    branch(world.between(1, 3));
    var big = sites.getFirst();
    world.at(World.START.plus(Duration.ofDays(1)).toEpochMilli(), () -> outage(big));
  }

  private int office() {
    return world.chance(0.4) ? (int) world.between(2, 5) : (int) world.between(6, 120);
  }

  private void settle(boolean isOffice, int size) {
    var address =
        isOffice ? addresses.office() : world.chance(0.15) ? addresses.v6Home() : addresses.home();
    var site = new Site(isOffice, address);
    for (int i = 0; i < size; i++) {
      phones.add(site.add(Integer.toString(10_000 + phones.size())));
    }
    sites.add(site);
  }

  private void live(Site site) {
    for (var phone : site.phones()) {
      var restarts = world.chance(0.7) ? Duration.ofDays(1) : Duration.ofDays(12);
      world.in(world.between(0, Duration.ofHours(6).toMillis()), () -> logIn(phone));
      often(restarts, () -> logIn(phone));
      often(ERRORS_EVERY, () -> err(phone));
      if (world.chance(0.02)) {
        often(TRAVELS_EVERY, () -> travel(phone));
      }
    }
    if (site.isOffice()) {
      often(OUTAGE_EVERY, () -> outage(site));
    } else if (world.chance(0.3) && !site.address().v6()) {
      often(MOVES_EVERY, () -> move(site));
    }
  }

  private void often(Duration mean, Runnable action) {
    world.in(
        world.about(mean),
        () -> {
          action.run();
          often(mean, action);
        });
  }

  /// Until it succeeds.
  private void logIn(Phone phone) {
    logins++;
    if (attempt(phone, phone.site().address(), null) != null) {
      world.in(5 * RETRY, () -> logIn(phone));
    }
  }

  /// One or two slips, seldom so many that the policy blocks.
  private void err(Phone phone) {
    err(phone, phone.site().address(), (int) (world.chance(CLUMSY) ? 7 : world.between(1, 4)));
  }

  private void err(Phone phone, IpAddress where, int times) {
    if (times == 0) {
      logins++;
      attempt(phone, where, null);
      return;
    }
    errors++;
    attempt(phone, where, Reason.BAD_CREDENTIALS);
    world.in(world.between(5_000, 60_000), () -> err(phone, where, times - 1));
  }

  private void travel(Phone phone) {
    err(phone, addresses.hotel(), (int) world.between(0, 2));
  }

  private void outage(Site site) {
    site.phones().forEach(phone -> world.in(world.between(0, 30_000), () -> logIn(phone)));
  }

  private void move(Site site) {
    site.moveTo(addresses.home());
    site.phones().forEach(this::logIn);
  }

  /// The password was changed and nobody has told the phone.
  private void provisionedLate(Phone phone, int times) {
    if (times == 0) {
      logIn(phone);
    } else {
      attempt(phone, phone.site().address(), Reason.STALE_PASSWORD);
      world.in(RETRY, () -> provisionedLate(phone, times - 1));
    }
  }

  /// A wrong password, every minute.
  private void misconfigured(Phone phone, int times) {
    if (times > 0) {
      errors++;
      attempt(phone, phone.site().address(), Reason.BAD_CREDENTIALS);
      world.in(RETRY, () -> misconfigured(phone, times - 1));
    }
  }

  private void trunk(int times) {
    if (times > 0) {
      front.attempt(TRUNK, Attackers.DECOY, Reason.BAD_CREDENTIALS, true);
      world.in(RETRY / 6, () -> trunk(times - 1));
    }
  }

  /// It registers; its password is changed, and it fails for most of a day, while somebody guesses
  /// from behind its address and others do from all around it; then it registers again.
  private void branch(long registrations) {
    attemptOfBranch(null);
    if (registrations > 0) {
      world.in(BRANCH_REGISTERS, () -> branch(registrations - 1));
      return;
    }
    world.in(BRANCH_REGISTERS, () -> branchFails(BRANCH_FAILURES));
    for (int i = 0; i < 200; i++) {
      var guessed = any().account();
      var beside = Addresses.beside(BRANCH, 1 + i % 20);
      world.in(
          BRANCH_REGISTERS + i * RETRY,
          () -> {
            front.attempt(BRANCH, guessed, Reason.BAD_CREDENTIALS, true);
            front.attempt(beside, guessed, Reason.BAD_CREDENTIALS, true);
          });
    }
  }

  private void branchFails(int times) {
    if (times == 0) {
      branch(world.between(20, 40));
    } else {
      attemptOfBranch(Reason.BAD_CREDENTIALS);
      world.in(RETRY / 6, () -> branchFails(times - 1));
    }
  }

  private void attemptOfBranch(@Nullable Reason reason) {
    if (front.attempt(BRANCH, BRANCH_ACCOUNT, reason, true) != null) {
      branchRefused++;
    }
  }

  /// How often the branch ran into a block.
  long branchRefused() {
    return branchRefused;
  }

  private @Nullable BlockDecision attempt(Phone phone, IpAddress where, @Nullable Reason reason) {
    var by = front.attempt(where, phone.account(), reason, true);
    if (by != null && reason == null) {
      refused++;
      refusedPhones.add(phone);
    }
    return by;
  }

  List<String> accounts() {
    return phones.stream().map(Phone::account).collect(Collectors.toCollection(ArrayList::new));
  }

  Phone any() {
    return phones.get(world.random().nextInt(phones.size()));
  }

  Phone anyOfAnOffice() {
    var phone = any();
    while (!phone.site().isOffice()) {
      phone = any();
    }
    return phone;
  }

  Site anyHome() {
    var phone = any();
    while (phone.site().isOffice() || phone.site().address().v6()) {
      phone = any();
    }
    return phone.site();
  }

  int size() {
    return phones.size();
  }

  long logins() {
    return logins;
  }

  long errors() {
    return errors;
  }

  /// Logins with the right password that ran into a block.
  long refused() {
    return refused;
  }

  int refusedPhones() {
    return refusedPhones.size();
  }
}
