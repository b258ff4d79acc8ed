package io.ringfence.edge.guard;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.digest.Credentials;
import io.ringfence.edge.sip.FieldEdit;
import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipRequest;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The credentials that a request carries. Only those that answer a nonce which the PBX issued to
/// this very source reach it: what does not prove where it comes from is no guess of that source.
public final class Presented {

  private static final Set<Header> CREDENTIALS =
      Set.of(Header.AUTHORIZATION, Header.PROXY_AUTHORIZATION);

  private final Set<String> foreign = new HashSet<>(2);
  private final Set<String> realms = new HashSet<>(2);
  private @Nullable Credentials proven;

  private Presented() {}

  /// @throws SipParseException when they are malformed, or two are for the same realm: one request
  ///     is one guess
  public static Presented of(SipRequest request, IpAddress source, PbxNonces nonces, long now)
      throws SipParseException {
    var presented = new Presented();
    for (Header header : new Header[] {Header.AUTHORIZATION, Header.PROXY_AUTHORIZATION}) {
      if (request.headers().count(header) > 0) {
        for (String value : request.headers().all(header)) {
          presented.add(header, value, source, nonces, now);
        }
      }
    }
    return presented;
  }

  private void add(Header header, String value, IpAddress source, PbxNonces nonces, long now)
      throws SipParseException {
    var credentials = Credentials.read(value);
    if (credentials == null || !nonces.isIssued(credentials.nonce(), source, now)) {
      foreign.add(octets(value));
      return;
    }
    if (!realms.add(header + credentials.realm())) {
      throw new SipParseException("Two credentials for one realm");
    }
    proven = proven == null ? credentials : proven;
  }

  private static String octets(String value) {
    return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /// Whether there are credentials that the PBX is to judge.
  public boolean areProven() {
    return proven != null;
  }

  /// Whether there are none but such as the PBX must not see.
  public boolean areForeign() {
    return proven == null && !foreign.isEmpty();
  }

  /// As the peer wrote it.
  ///
  /// @throws NullPointerException when nothing is proven
  public String username() {
    return Objects.requireNonNull(proven).username();
  }

  public String nonce() {
    return Objects.requireNonNull(proven).nonce();
  }

  /// Leaves out what the PBX must not see.
  public FieldEdit withoutForeign() {
    return foreign.isEmpty()
        ? FieldEdit.NONE
        : (name, value) -> CREDENTIALS.contains(name) && foreign.contains(value) ? null : value;
  }

  /// Leaves out all of them.
  public static FieldEdit without() {
    return (name, value) -> CREDENTIALS.contains(name) ? null : value;
  }
}
