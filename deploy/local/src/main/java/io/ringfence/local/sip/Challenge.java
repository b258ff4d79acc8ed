package io.ringfence.local.sip;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A digest challenge (RFC 7616) and the answers to it.
///
/// @param algorithm `MD5` or `SHA-256`
public record Challenge(String realm, String nonce, String algorithm, boolean stale) {

  private static final Pattern PARAMETER =
      Pattern.compile("(\\w+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,]+))");

  /// The challenge with this algorithm in a 401.
  static Optional<Challenge> in(SipMessage response, String algorithm) {
    return of(response.all("WWW-Authenticate"), algorithm);
  }

  /// The challenge with this algorithm among these.
  static Optional<Challenge> of(List<String> challenges, String algorithm) {
    return challenges.stream()
        .map(Challenge::parse)
        .filter(challenge -> challenge.algorithm().equals(algorithm))
        .findFirst();
  }

  private static Challenge parse(String header) {
    return new Challenge(
        parameter(header, "realm").orElse(""),
        parameter(header, "nonce").orElse(""),
        parameter(header, "algorithm").orElse("MD5"),
        parameter(header, "stale").orElse("false").equalsIgnoreCase("true"));
  }

  private static Optional<String> parameter(String header, String name) {
    var matcher = PARAMETER.matcher(header);
    while (matcher.find()) {
      if (matcher.group(1).equalsIgnoreCase(name)) {
        return Optional.ofNullable(matcher.group(2) == null ? matcher.group(3) : matcher.group(2));
      }
    }
    return Optional.empty();
  }

  /// The Authorization header's value.
  String answer(
      String account, String password, String method, String uri, int count, String cnonce) {
    String nc = String.format(Locale.ROOT, "%08x", count);
    String secret = hash(account + ":" + realm + ":" + password);
    String request = hash(method + ":" + uri);
    String response = hash(secret + ":" + nonce + ":" + nc + ":" + cnonce + ":auth:" + request);
    return "Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", response=\"%s\", algorithm=%s, cnonce=\"%s\", qop=auth, nc=%s"
        .formatted(account, realm, nonce, uri, response, algorithm, cnonce, nc);
  }

  private String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException("a digest algorithm this phone does not have", e);
    }
  }
}
