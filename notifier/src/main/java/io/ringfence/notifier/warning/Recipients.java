package io.ringfence.notifier.warning;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Whom the policy wants warned.
///
/// @param mailable plain addresses, each once
/// @param refused how many entries are no plain mail address, or beyond [#MAX]
public record Recipients(List<String> mailable, int refused) {

  /// The most recipients one alert is mailed to.
  static final int MAX = 50;

  private static final int MAX_LENGTH = 254;

  /// An address as admin-api takes it: no display name, no quoting, nothing that could end an
  /// SMTP command or a header.
  private static final Pattern ADDRESS =
      Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,253}");

  public static Recipients of(List<String> configured) {
    var mailable = new ArrayList<String>();
    var seen = new TreeSet<String>();
    int refused = 0;
    for (String entry : configured) {
      String address = entry.strip();
      if (!isAddress(address)) {
        refused++;
      } else if (seen.add(address.toLowerCase(Locale.ROOT))) {
        mailable.add(address);
      }
    }
    int beyond = Math.max(0, mailable.size() - MAX);
    return new Recipients(
        List.copyOf(mailable.subList(0, mailable.size() - beyond)), refused + beyond);
  }

  private static boolean isAddress(String text) {
    return text.length() <= MAX_LENGTH && ADDRESS.matcher(text).matches();
  }
}
