package io.ringfence.guard.toll;

import io.ringfence.contracts.config.TollPolicy;
import io.ringfence.contracts.event.CallEvent;
import java.util.List;

/// Which numbers cost.
final class Destinations {

  private static final String INTERNATIONAL = "+";

  /// What is dialled for `+`: a prefix that is written so is also one of numbers in that form.
  private static final List<String> DIALLED = List.of("00", "011");

  private static final int MAX_COUNTRY_CODE = 3;

  private Destinations() {}

  /// Of all prefixes the longest that the number begins with decides, of two the exempt.
  ///
  /// @param dialled the number as it was dialled
  /// @param destination the same in one form, `+` and digits where that is known
  static boolean cost(String dialled, String destination, TollPolicy policy) {
    boolean isNational = isNational(dialled, destination);
    int counted = longest(policy.prefixes(), destination, isNational);
    int exempt = longest(policy.exemptPrefixes(), destination, isNational);
    return policy.prefixes().isEmpty() ? exempt == 0 : counted > exempt;
  }

  /// The length of the longest prefix that the number begins with, 0 for none.
  private static int longest(List<String> prefixes, String number, boolean isNational) {
    int longest = 0;
    for (String prefix : prefixes) {
      longest = Math.max(longest, length(prefix, number, isNational));
    }
    return longest;
  }

  private static int length(String prefix, String number, boolean isNational) {
    String canonical = canonical(prefix);
    if (isNational && canonical.equals(INTERNATIONAL)) {
      return 0;
    }
    if (number.startsWith(canonical)) {
      return canonical.length();
    }
    return number.startsWith(prefix) ? prefix.length() : 0;
  }

  private static String canonical(String prefix) {
    return DIALLED.stream()
        .filter(prefix::startsWith)
        .findFirst()
        .map(dialled -> INTERNATIONAL + prefix.substring(dialled.length()))
        .orElse(prefix);
  }

  /// Whether a national number was put into the international form: then the country's own code, of
  /// one to three digits, was not dialled, and all the rest was. Callers write what they dial, so
  /// what is not certainly national, such as a text that is cut off, is not.
  private static boolean isNational(String dialled, String destination) {
    if (!destination.startsWith(INTERNATIONAL) || dialled.length() >= CallEvent.MAX_TEXT) {
      return false;
    }
    String number = destination.substring(INTERNATIONAL.length());
    String digits = digits(dialled);
    return number.length() > MAX_COUNTRY_CODE
        && !digits.endsWith(number)
        && digits.endsWith(number.substring(MAX_COUNTRY_CODE));
  }

  private static String digits(String text) {
    int parameters = text.indexOf(';');
    return (parameters < 0 ? text : text.substring(0, parameters)).replaceAll("[-.() ]", "");
  }
}
