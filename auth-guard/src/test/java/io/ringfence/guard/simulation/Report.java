package io.ringfence.guard.simulation;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// What came of it, as a table.
record Report(
    Scale scale,
    Town town,
    Attackers attackers,
    LiveGuard guard,
    Ledger ledger,
    Wire wire,
    int kills) {

  /// Of what was ever blocked, how much was an attacker's.
  double precision() {
    var targets = targets();
    long theirs = targets.stream().filter(attackers::isTheirs).count();
    return (double) theirs / Math.max(1, targets.size());
  }

  /// Of attackers whom the policy means to stop, how many were.
  double recall() {
    var all = attackers.campaigns().stream().filter(one -> one.kind().isToBeStopped()).toList();
    return (double) all.stream().filter(Campaign::isStopped).count() / Math.max(1, all.size());
  }

  private Set<BlockTarget> targets() {
    return guard.decisions().values().stream()
        .filter(one -> one.state() == BlockState.ACTIVE)
        .map(BlockDecision::target)
        .collect(Collectors.toSet());
  }

  private long honest(Class<? extends BlockTarget> type) {
    return targets().stream()
        .filter(one -> type.isInstance(one) && !attackers.isTheirs(one))
        .count();
  }

  @Override
  public String toString() {
    var text = new StringBuilder(scale + "\n\n");
    text.append(row("attack", "attackers", "stopped", "tries", "evaluated", "in one go", "limit"));
    text.append(row("---", "--:", "--:", "--:", "--:", "--:", "--:"));
    for (var kind : AttackKind.values()) {
      text.append(row(kind));
    }
    return text.append(
            """

            precision %.3f, recall %.3f; %d targets were blocked, %d times. Of honest people %d addresses, %d accounts at their source, %d networks, %d shields
            %d phones logged in %d times and erred %d times; %d of them were refused, %d times
            %d attempts were evaluated, %d records came twice, auth-guard was killed %d times; in the end it tracked %d targets in %d bytes each
            """
                .formatted(
                    precision(),
                    recall(),
                    targets().size(),
                    guard.blocks(),
                    honest(BlockTarget.Ip.class),
                    honest(BlockTarget.IpAccount.class),
                    honest(BlockTarget.Prefix.class),
                    honest(BlockTarget.Account.class),
                    town.size(),
                    town.logins(),
                    town.errors(),
                    town.refusedPhones(),
                    town.refused(),
                    ledger.count(),
                    wire.repeated(),
                    kills,
                    guard.tracked(),
                    guard.bytes() / Math.max(1, guard.tracked())))
        .toString();
  }

  private String row(AttackKind kind) {
    var all = attackers.campaigns().stream().filter(one -> one.kind() == kind).toList();
    long stopped = all.stream().filter(Campaign::isStopped).count();
    return row(
        kind.text(),
        all.size(),
        kind.isToBeStopped() ? stopped : "-",
        all.stream().mapToLong(Campaign::tried).sum(),
        all.stream().mapToLong(Campaign::evaluated).sum(),
        all.stream().mapToLong(Campaign::most).max().orElse(0),
        kind.limit() == Integer.MAX_VALUE ? "-" : kind.limit());
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "| %-36s | %9s | %7s | %9s | %9s | %9s | %9s |%n", cells);
  }
}
