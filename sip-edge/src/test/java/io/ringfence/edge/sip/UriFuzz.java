package io.ringfence.edge.sip;

import static io.ringfence.edge.sip.Sound.require;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// Any text as a URI: its parts are clean, and what is written of them is read the same.
public final class UriFuzz {

  private UriFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    check(new String(input, StandardCharsets.UTF_8));
    check(new String(input, StandardCharsets.ISO_8859_1));
  }

  private static void check(String text) {
    SipUri uri;
    try {
      uri = SipUri.parse(text);
    } catch (SipParseException e) {
      return;
    }
    sound(uri);
  }

  /// What holds of every URI that was read.
  static void sound(SipUri uri) {
    require(uri.text().chars().noneMatch(Octets::isNotInUri), "unclean", uri);
    require(same(uri.text()).equals(uri), "not the same again", uri);
    if (!uri.isSip()) {
      return;
    }
    require(uri.port() >= -1 && uri.port() <= 65_535, "port", uri);
    require(uri.user() == null || !uri.user().isEmpty(), "empty user", uri);
    require(
        uri.host().startsWith("[")
            ? uri.host().endsWith("]")
            : !uri.host().isEmpty() && uri.host().chars().allMatch(Octets::isHost),
        "host",
        uri);
    var canonical = same(uri.canonical());
    require(canonical.canonical().equals(uri.canonical()), "canonical", uri);
    require(canonical.host().equals(uri.host()), "canonical host", uri);
    require(Objects.equals(canonical.user(), uri.user()), "canonical user", uri);
    var other = same(uri.withUser("other"));
    require("other".equals(other.user()) && other.host().equals(uri.host()), "other user", uri);
    String raw = uri.rawUser();
    require(raw.isEmpty() == (uri.user() == null), "raw user", uri);
    require(uri.hasParam("lr") || uri.param("lr") == null, "parameter", uri);
  }

  private static SipUri same(String text) {
    try {
      return SipUri.parse(text);
    } catch (SipParseException e) {
      throw new AssertionError("cannot be read again: " + text, e);
    }
  }
}
