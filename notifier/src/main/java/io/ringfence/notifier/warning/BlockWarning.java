package io.ringfence.notifier.warning;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.SecurityAlert;
import io.ringfence.contracts.text.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The warning about a blocked source: who and from where, which accounts, how often, since
/// when and until when, why, and what to do about it.
public final class BlockWarning {

  /// The alert's kind as on the wire and in metrics.
  public static final String KIND = "source-blocked";

  private BlockWarning() {}

  /// One mail for each recipient; none for an alert of a kind this version does not know.
  ///
  /// @param domain the sender's domain, for the Message-ID
  public static List<Mail> mails(SecurityAlert alert, List<String> recipients, String domain) {
    var block = alert.block();
    if (alert.kind() != SecurityAlert.Kind.SOURCE_BLOCKED || block == null) {
      return List.of();
    }
    String subject = subject(block);
    String body = body(block);
    return recipients.stream()
        .map(recipient -> Mail.to(recipient, alert.eventId(), KIND, domain, subject, body))
        .toList();
  }

  /// Holds no text of the attacker's but the address, which is canonical.
  private static String subject(BlockDecision block) {
    String target = words(block.target());
    var expiresAt = block.expiresAt();
    return expiresAt == null
        ? "Ringfence blocked " + target
        : "Ringfence blocked " + target + " until " + Words.time(expiresAt);
  }

  private static String body(BlockDecision block) {
    return "Ringfence blocked %s: %s.\n\n"
        .formatted(words(block.target()), why(block))
        .concat(facts(block))
        .concat(accounts(block.evidence()))
        .concat(steps(block));
  }

  /// Without the account's name, which may be the attacker's choice.
  private static String words(BlockTarget target) {
    return switch (target) {
      case BlockTarget.Ip(var address) -> address.toString();
      case BlockTarget.Prefix(var prefix) -> prefix.toString();
      case BlockTarget.IpAccount(var address, var _) -> address + " for one account";
      case BlockTarget.Account _ -> "strangers to one account";
    };
  }

  private static String target(BlockTarget target) {
    return switch (target) {
      case BlockTarget.Ip _, BlockTarget.Prefix _ -> row("Source", target.value());
      case BlockTarget.IpAccount(var address, var account) ->
          row("Source", address.toString()) + row("Account", Words.quoted(account));
      case BlockTarget.Account(var account) ->
          row("Source", "any that has not used the account before")
              + row("Account", Words.quoted(account));
    };
  }

  private static String why(BlockDecision block) {
    return switch (block.rule()) {
      case PASSWORD_GUESSING -> "somebody there is guessing passwords";
      case SLOW_GUESSING -> "somebody there has been guessing passwords slowly, for days";
      case MANY_ACCOUNTS -> "somebody there is trying many accounts";
      case HOSTILE_REQUESTS -> "what comes from there is what scanners send";
      case DECOY -> "somebody there has tried a decoy, an account that nobody honest knows";
      case SUBNET -> "too many addresses of that network are guessing passwords";
      case DISTRIBUTED_GUESSING -> "its password is being guessed from many addresses";
      case SUCCESS_AFTER_GUESSING -> "a login succeeded after many had failed";
      case MANUAL -> "an operator asked for it";
      case FEED -> "a block list names it";
      case UNKNOWN -> "a rule asked for it that this version does not know";
    };
  }

  private static String facts(BlockDecision block) {
    var evidence = block.evidence();
    var text = new StringBuilder();
    text.append(target(block.target()));
    if (evidence.userAgent() != null) {
      text.append(row("User agent", Words.quoted(evidence.userAgent())));
    }
    if (evidence.attempts() > 0) {
      text.append(attempts(evidence));
    }
    text.append(row("Rule", block.rule().wireName()));
    text.append(grounds(block));
    text.append(row("Decided by", block.origin().wireName()));
    text.append(row("Services", services(block)));
    text.append(row("Blocked since", Words.time(block.decidedAt())));
    text.append(row("Blocked until", until(block.decidedAt(), block.expiresAt())));
    text.append(row("Block", block.blockId().toString()));
    return text.toString();
  }

  private static String grounds(BlockDecision block) {
    var grounds = block.grounds();
    if (grounds == null) {
      return "";
    }
    var until = grounds.rememberedUntil();
    return row("Limit", grounds.limit() + " within " + Durations.inWords(grounds.period()))
        + row(
            "Offence",
            until == null
                ? Integer.toString(block.level())
                : block.level() + ", remembered until " + Words.time(until))
        + row("Explained at", "GET /api/v1/blocks/" + block.blockId() + "/explanation");
  }

  private static String services(BlockDecision block) {
    return block.services().stream().map(Words::title).collect(Collectors.joining(", "));
  }

  private static String attempts(Evidence evidence) {
    String failed =
        evidence.attempts() + (evidence.attempts() == 1 ? " failed login" : " failed logins");
    var first = evidence.firstSeen();
    var last = evidence.lastSeen();
    if (first == null || last == null) {
      return row("Attempts", failed);
    }
    return row("Attempts", failed + " within " + Durations.inWords(Duration.between(first, last)))
        + row("First at", Words.time(first))
        + row("Last at", Words.time(last));
  }

  private static String until(Instant since, @Nullable Instant expiresAt) {
    return expiresAt == null
        ? "somebody lifts it"
        : "%s (%s), then it ends by itself"
            .formatted(
                Words.time(expiresAt), Durations.inWords(Duration.between(since, expiresAt)));
  }

  private static String accounts(Evidence evidence) {
    if (evidence.accounts().isEmpty()) {
      return "";
    }
    String first =
        evidence.accounts().size() < Evidence.MAX_ACCOUNTS
            ? "Accounts attempted"
            : "Accounts attempted (the first " + Evidence.MAX_ACCOUNTS + ")";
    return evidence.accounts().stream()
        .map(account -> "  " + Words.quoted(account))
        .collect(Collectors.joining("\n", "\n" + first + ", as the source wrote them:\n", "\n"));
  }

  private static String steps(BlockDecision block) {
    return """

        What to do, as soon as possible:
          1. Find out whether an account has been abused: look for logins and calls of
             the accounts above.
               GET /api/v1/security-log?source=%s
               GET /api/v1/security-log?account={number}
          2. Change the SIP password of an abused account.
               POST /api/v1/accounts/{number}/password
          3. Instruct the user about handling login details and about secure behaviour
             on the Internet.
          4. If the PBX was locked, unlock it again.
        To lift this block before its time:
               DELETE /api/v1/blocks/%s
        """
        .formatted(source(block.target()), block.blockId());
  }

  private static String source(BlockTarget target) {
    return switch (target) {
      case BlockTarget.Ip _, BlockTarget.Prefix _ -> target.value();
      case BlockTarget.IpAccount(var address, var _) -> address.toString();
      case BlockTarget.Account _ -> "{address}";
    };
  }

  private static String row(String name, String value) {
    return "  %-15s%s\n".formatted(name, value);
  }
}
