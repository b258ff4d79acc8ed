package io.ringfence.admin.blocks;

import io.ringfence.contracts.event.Attacker;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Service;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// How things are put in an explanation.
final class Words {
  private static final int MAX_NOTE = 500;

  private Words() {}

  /// What an attacker may have written, in quotes.
  static String quoted(String text) {
    String safe =
        Attacker.isText(text, MAX_NOTE)
            ? text
            : Objects.requireNonNull(Attacker.text(text, AuthenticationAttempt.MAX_TEXT));
    return "\"" + safe.replace("\"", "\\\"") + "\"";
  }

  static String accounts(List<String> accounts) {
    return (accounts.size() == 1 ? "account " : "accounts ")
        + accounts.stream().map(Words::quoted).collect(Collectors.joining(", "));
  }

  static String services(Collection<Service> services) {
    return services.size() >= Service.values().length - 1
        ? "all services"
        : services.stream().map(Service::wireName).sorted().collect(Collectors.joining(" and "));
  }

  /// Whom a block keeps out.
  static String target(BlockTarget target) {
    return switch (target) {
      case BlockTarget.Ip(var address) -> address.toString();
      case BlockTarget.Prefix(var prefix) -> prefix.toString();
      case BlockTarget.IpAccount(var address, var account) ->
          address + " in the name of account " + quoted(account);
      case BlockTarget.Account(var account) ->
          "Whoever has not logged in to account " + quoted(account) + " before";
    };
  }

  /// Such as `1 failure` or `5 failures`.
  static String count(long number, String units) {
    return number + " " + (number == 1 ? units.substring(0, units.length() - 1) : units);
  }
}
