package io.ringfence.edge.sip;

import static io.ringfence.edge.sip.Sound.require;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Any value as addresses: each is written and read the same again, and From and Contact agree.
public final class ContactFuzz {

  private ContactFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    check(new String(input, StandardCharsets.UTF_8));
    check(new String(input, StandardCharsets.ISO_8859_1));
  }

  private static void check(String value) {
    if (value.chars().anyMatch(Octets::isControl)) {
      return;
    }
    List<NameAddr> addresses;
    try {
      addresses = NameAddr.parseList(value);
    } catch (SipParseException e) {
      requireNotOne(value);
      return;
    }
    require(!addresses.isEmpty(), "none", value);
    for (var address : addresses) {
      UriFuzz.sound(address.uri());
      require(same(written(address)).equals(address), "not the same again", value);
    }
  }

  private static void requireNotOne(String value) {
    try {
      NameAddr.parse(new Cursor(value));
    } catch (SipParseException e) {
      return;
    }
    throw new AssertionError("an address, but no list of one: " + value);
  }

  private static String written(NameAddr address) {
    var text = new StringBuilder();
    text.append('"').append(address.display().replaceAll("([\"\\\\])", "\\\\$1")).append('"');
    text.append('<').append(address.uri().text()).append('>');
    for (var param : address.params().list()) {
      text.append(';').append(param.name());
      if (param.value() != null) {
        text.append('=').append(param.value());
      }
    }
    return text.toString();
  }

  private static NameAddr same(String text) {
    try {
      return NameAddr.parse(new Cursor(text));
    } catch (SipParseException e) {
      throw new AssertionError("cannot be read again: " + text, e);
    }
  }
}
