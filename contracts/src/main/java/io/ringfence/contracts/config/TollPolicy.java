package io.ringfence.contracts.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is taken for toll fraud: too much called to numbers that cost. Of `prefixes` and
/// `exemptPrefixes` the longest that a number begins with decides, of two equal ones the exempt.
///
/// @param account limits of each account; critical locks the account
/// @param total limits of all accounts together; critical locks the PBX
/// @param prefixes of numbers that count; none for all numbers
/// @param exemptPrefixes of numbers that do not
/// @param exemptAccounts whose calls do not count, for they are trusted
/// @param exemptTrustedSources whether calls from addresses of the trusted group, and of registered
///     trunks, do not count
public record TollPolicy(
    TollRule account,
    TollRule total,
    List<String> prefixes,
    List<String> exemptPrefixes,
    List<String> exemptAccounts,
    boolean exemptTrustedSources,
    OfficeHours officeHours) {

  public static final int MAX_PREFIXES = 500;
  public static final int MAX_EXEMPT_ACCOUNTS = 500;

  /// A `+` and digits; `*` and `#` can be dialled too.
  private static final Pattern PREFIX = Pattern.compile("\\+?[0-9*#]{0,20}");

  /// How international numbers begin, in one form and as they are dialled in most countries.
  public static final List<String> INTERNATIONAL = List.of("+", "00", "011");

  /// 50 calls in an hour and 2 hours in a day. Why these is in auth-guard's README.
  public static final TollRule DEFAULT_ACCOUNT = on(40, 50, 90, 120);

  public static final TollRule DEFAULT_TOTAL = on(200, 250, 480, 600);

  public static final TollPolicy DEFAULT =
      new TollPolicy(
          DEFAULT_ACCOUNT,
          DEFAULT_TOTAL,
          INTERNATIONAL,
          List.of(),
          List.of(),
          true,
          OfficeHours.DEFAULT);

  /// What is left out has its default.
  ///
  /// @throws IllegalArgumentException with a message fit for the user
  public TollPolicy(
      @Nullable TollRule account,
      @Nullable TollRule total,
      @Nullable List<String> prefixes,
      @Nullable List<String> exemptPrefixes,
      @Nullable List<String> exemptAccounts,
      boolean exemptTrustedSources,
      @Nullable OfficeHours officeHours) {
    this.account = account == null ? DEFAULT_ACCOUNT : account;
    this.total = total == null ? DEFAULT_TOTAL : total;
    this.prefixes = prefixes == null ? INTERNATIONAL : prefixes("prefixes", prefixes);
    this.exemptPrefixes =
        exemptPrefixes == null ? List.of() : prefixes("exemptPrefixes", exemptPrefixes);
    this.exemptAccounts =
        exemptAccounts == null
            ? List.of()
            : SipAccount.numbers("exemptAccounts", exemptAccounts, MAX_EXEMPT_ACCOUNTS);
    this.exemptTrustedSources = exemptTrustedSources;
    this.officeHours = officeHours == null ? OfficeHours.DEFAULT : officeHours;
  }

  private static TollRule on(int warnCalls, int calls, int warnMinutes, int minutes) {
    var limits =
        new TollLimits(
            new Threshold(warnCalls, calls), Threshold.NONE, new Threshold(warnMinutes, minutes));
    return new TollRule(RuleMode.ON, limits, TollLimits.NONE);
  }

  private static List<String> prefixes(String field, List<String> asked) {
    if (asked.size() > MAX_PREFIXES) {
      throw new IllegalArgumentException(field + " must be at most " + MAX_PREFIXES);
    }
    var prefixes = new ArrayList<String>();
    for (var prefix : asked) {
      if (prefix == null || prefix.isEmpty() || !PREFIX.matcher(prefix).matches()) {
        throw new IllegalArgumentException(
            field + " are digits, * and #, with or without + before them, at most 20");
      }
      prefixes.add(prefix);
    }
    return prefixes.stream().distinct().toList();
  }
}
