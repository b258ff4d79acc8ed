package io.ringfence.edge.call;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What numbers mean that are dialled here.
public final class DialPlan {

  /// @param outside what is dialled before a number to get a line; may be empty
  /// @param international what stands for `+`
  /// @param national what stands for the country's own code, when that is known; may be empty
  /// @param countryCode digits; empty when it is not known
  /// @param emergency numbers that may always be called, with and without `outside`
  public record Rules(
      String outside,
      List<String> international,
      String national,
      String countryCode,
      Set<String> emergency) {

    private static final Pattern DIGITS = Pattern.compile("[0-9*#]*");

    public static final Rules DEFAULT =
        new Rules("", List.of("00"), "0", "", Set.of("112", "911", "999", "110"));

    /// @throws IllegalArgumentException with a message fit for the user
    public Rules {
      international = List.copyOf(international);
      emergency = Set.copyOf(emergency);
      requireDigits(outside);
      requireDigits(national);
      requireDigits(countryCode);
      international.forEach(Rules::requireDigits);
      emergency.forEach(Rules::requireDigits);
      if (international.contains("") || emergency.contains("")) {
        throw new IllegalArgumentException("a number has at least one digit");
      }
    }

    private static void requireDigits(String text) {
      if (!DIGITS.matcher(text).matches()) {
        throw new IllegalArgumentException("'" + text + "' has others than digits, * and #");
      }
    }
  }

  private static final String VISUAL_SEPARATORS = "-.() ";

  private final Rules rules;

  public DialPlan(Rules rules) {
    this.rules = rules;
  }

  /// @param user the user part of a Request-URI, unescaped
  public Dialled dialled(String user) {
    String digits = bare(user);
    String outside = withoutOutside(digits);
    boolean isEmergency = rules.emergency.contains(digits) || rules.emergency.contains(outside);
    return new Dialled(user, isEmergency ? outside : destination(outside), isEmergency);
  }

  /// Without the parameters and separators that a `tel` number may have (RFC 3966 §3).
  private static String bare(String user) {
    int parameters = user.indexOf(';');
    var text = new StringBuilder(user.length());
    (parameters < 0 ? user : user.substring(0, parameters))
        .chars()
        .filter(c -> VISUAL_SEPARATORS.indexOf(c) < 0)
        .forEach(c -> text.append((char) c));
    return text.toString();
  }

  private String withoutOutside(String digits) {
    boolean isThere = digits.startsWith(rules.outside) && digits.length() > rules.outside.length();
    return isThere ? digits.substring(rules.outside.length()) : digits;
  }

  private String destination(String digits) {
    for (String prefix : rules.international) {
      if (digits.startsWith(prefix) && digits.length() > prefix.length()) {
        return '+' + digits.substring(prefix.length());
      }
    }
    boolean isNational =
        !rules.countryCode.isEmpty()
            && !rules.national.isEmpty()
            && digits.startsWith(rules.national)
            && digits.length() > rules.national.length();
    return isNational
        ? '+' + rules.countryCode + digits.substring(rules.national.length())
        : digits;
  }
}
