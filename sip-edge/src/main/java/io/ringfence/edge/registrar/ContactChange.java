package io.ringfence.edge.registrar;

import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.NameAddr;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a REGISTER asks for.
sealed interface ContactChange {

  /// Bind these contacts, or unbind those with an interval of zero. None is a mere question.
  record Each(List<Wish> wishes) implements ContactChange {}

  /// `Contact: *` with `Expires: 0`: unbind all.
  record RemoveAll() implements ContactChange {}

  /// @param expires as asked for; zero unbinds
  record Wish(String contact, Duration expires) {}

  int MAX_CONTACTS = 32;

  /// @throws SipParseException when Contact or Expires are malformed (§10.3, step 6)
  static ContactChange of(SipRequest request, RegistrarLimits limits) throws SipParseException {
    var values = request.headers().all(Header.CONTACT);
    var expires = seconds(request.headers().first(Header.EXPIRES));
    if (values.contains("*")) {
      if (values.size() != 1 || expires == null || !expires.isZero()) {
        throw new SipParseException("Contact * needs Expires 0 and no other Contact");
      }
      return new RemoveAll();
    }
    var wishes = new ArrayList<Wish>(values.size());
    for (String value : values) {
      for (NameAddr address : NameAddr.parseList(value)) {
        wishes.add(wish(address, expires, limits));
      }
    }
    if (wishes.size() > MAX_CONTACTS) {
      throw new SipParseException("Too many contacts");
    }
    return new Each(wishes);
  }

  private static Wish wish(NameAddr address, @Nullable Duration expires, RegistrarLimits limits)
      throws SipParseException {
    String contact = address.uri().canonical();
    if (contact.length() > limits.maxContactBytes()) {
      throw new SipParseException("Contact too long");
    }
    var own = address.params().has("expires") ? seconds(address.params().get("expires")) : expires;
    return new Wish(contact, own == null ? limits.defaultExpires() : own);
  }

  /// Seconds below 2^32; `null` when absent, and when malformed, which counts as absent (RFC 3261
  /// §20.19 leaves it open, §10.2.1.1 says so for contacts).
  private static @Nullable Duration seconds(@Nullable String text) throws SipParseException {
    if (text == null || text.isEmpty()) {
      return null;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return null;
      }
    }
    if (text.length() > 10 || Long.parseLong(text) >= 1L << 32) {
      throw new SipParseException("Expires beyond 2^32");
    }
    return Duration.ofSeconds(Long.parseLong(text));
  }
}
