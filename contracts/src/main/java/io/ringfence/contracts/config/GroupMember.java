package io.ringfence.contracts.config;

import io.ringfence.contracts.net.IpRange;
import java.util.Locale;

/// A member of an IP group, parsed: addresses, a host name, or another group.
public sealed interface GroupMember {

  String GROUP_PREFIX = "group:";

  /// @throws IllegalArgumentException with a message fit for the user
  static GroupMember parse(String value) {
    String text = value.strip();
    if (text.startsWith(GROUP_PREFIX)) {
      String name = text.substring(GROUP_PREFIX.length()).strip();
      if (name.isEmpty()) {
        throw new IllegalArgumentException("group: needs a group's name");
      }
      return new Nested(name);
    }
    return looksLikeHost(text)
        ? new Host(text.toLowerCase(Locale.ROOT))
        : new Addresses(IpRange.parse(text));
  }

  private static boolean looksLikeHost(String text) {
    boolean letters = text.chars().anyMatch(c -> (c >= 'g' && c <= 'z') || (c >= 'G' && c <= 'Z'));
    boolean lastLabelHasLetter =
        text.substring(text.lastIndexOf('.') + 1).chars().anyMatch(Character::isLetter);
    boolean host =
        text.indexOf(':') < 0 && text.indexOf('/') < 0 && (letters || lastLabelHasLetter);
    if (host
        && !text.matches(
            "(?i)(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")) {
      throw new IllegalArgumentException("not a host name, address, prefix, range or group:<name>");
    }
    return host;
  }

  /// An address, a prefix or a range.
  record Addresses(IpRange range) implements GroupMember {}

  /// A host name; its addresses come with the document, see [IpGroup#resolved].
  record Host(String name) implements GroupMember {}

  /// Another group, by name.
  record Nested(String group) implements GroupMember {}
}
