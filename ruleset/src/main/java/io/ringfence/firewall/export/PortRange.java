package io.ringfence.firewall.export;

import java.util.regex.Pattern;

/// Ports from `first` to `last`, both included. Text is `5060` or `10000-20000`.
public record PortRange(int first, int last) {

  private static final Pattern FORM = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");

  public PortRange {
    if (first < 1 || last < first || last > 65_535) {
      throw new IllegalArgumentException("ports are 1 to 65535, the first one first");
    }
  }

  /// @throws IllegalArgumentException when the text is none
  public static PortRange of(String text) {
    var matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a port, nor two with '-' between: " + text);
    }
    int first = Integer.parseInt(matcher.group(1));
    return new PortRange(
        first, matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2)));
  }

  static PortRange of(int port) {
    return new PortRange(port, port);
  }

  @Override
  public String toString() {
    return first == last ? String.valueOf(first) : first + "-" + last;
  }
}
