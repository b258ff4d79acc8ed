package io.ringfence.edge.registrar;

import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.NameAddr;
import io.ringfence.edge.sip.Params;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a REGISTER asks for.
sealed interface ContactChange {

  /// Bind these contacts, or unbind those with an interval of zero. None is a mere question.
  record Each(List<Wish> wishes) implements ContactChange {

    /// Whether it is about a flow (RFC 5626).
    boolean isOutbound() {
      for (Wish wish : wishes) {
        if (wish.flow != null) {
          return true;
        }
      }
      return false;
    }
  }

  /// `Contact: *` with `Expires: 0`: unbind all.
  record RemoveAll() implements ContactChange {}

  /// A flow is asked for, and a proxy between does not keep it (RFC 5626 §6).
  record FirstHopLacksOutbound() implements ContactChange {}

  /// @param flow `null` without outbound
  /// @param q the preference, in thousandths
  /// @param expires as asked for; zero unbinds
  record Wish(String contact, @Nullable Flow flow, int q, Duration expires) {

    String id() {
      return flow == null ? contact : flow.id();
    }
  }

  int MAX_CONTACTS = 32;

  /// @throws SipParseException when Contact or Expires are malformed (§10.3, step 6)
  static ContactChange of(SipRequest request, ReturnRoute route, RegistrarLimits limits)
      throws SipParseException {
    var headers = request.headers();
    var expires = seconds(headers.first(Header.EXPIRES));
    if (headers.has(Header.CONTACT, '*')) {
      if (headers.count(Header.CONTACT) != 1 || expires == null || !expires.isZero()) {
        throw new SipParseException("Contact * needs Expires 0 and no other Contact");
      }
      return new RemoveAll();
    }
    var addresses = NameAddr.all(headers, Header.CONTACT);
    var wishes = new ArrayList<Wish>(addresses.size());
    boolean flowIsLost = false;
    for (NameAddr address : addresses) {
      var flow = route.isOutboundSupported() ? flow(address.params(), limits) : null;
      flowIsLost |= flow != null && !route.keepsFlow();
      wishes.add(wish(address, flow, expires, limits));
    }
    if (wishes.size() > MAX_CONTACTS) {
      throw new SipParseException("Too many contacts");
    }
    if (flowIsLost) {
      return new FirstHopLacksOutbound();
    }
    var each = new Each(wishes);
    if (each.isOutbound() && wishes.stream().filter(wish -> !wish.expires.isZero()).count() > 1) {
      throw new SipParseException("Contact with reg-id must be the only one");
    }
    return each;
  }

  private static Wish wish(
      NameAddr address, @Nullable Flow flow, @Nullable Duration expires, RegistrarLimits limits)
      throws SipParseException {
    String contact = address.uri().canonical();
    if (contact.length() > limits.maxContactBytes()) {
      throw new SipParseException("Contact too long");
    }
    var params = address.params();
    var own = params.has("expires") ? seconds(params.get("expires")) : expires;
    return new Wish(contact, flow, q(params.get("q")), own == null ? limits.defaultExpires() : own);
  }

  /// The flow that a contact names; `null` without a reg-id that is one, and without an instance,
  /// which it needs (RFC 5626 §6).
  private static @Nullable Flow flow(Params params, RegistrarLimits limits)
      throws SipParseException {
    String regId = params.get("reg-id");
    String quoted = params.get("+sip.instance");
    if (regId == null || quoted == null || !isNumber(regId) || regId.length() > 9) {
      return null;
    }
    int from = quoted.startsWith("\"<") ? 2 : 0;
    int to = quoted.endsWith(">\"") ? quoted.length() - 2 : quoted.length();
    int number = Integer.parseInt(regId);
    if (number == 0 || from == 0 || to == quoted.length() || to <= from) {
      return null;
    }
    if (to - from > limits.maxContactBytes()) {
      throw new SipParseException("Instance too long");
    }
    return new Flow(quoted.substring(from, to), number);
  }

  /// `0` to `1` with at most three decimals (RFC 3261 §25.1), in thousandths; the highest when
  /// absent or malformed.
  private static int q(@Nullable String text) {
    if (text == null || text.isEmpty() || text.length() > 5) {
      return Binding.MAX_Q;
    }
    int thousandths = text.charAt(0) - '0';
    boolean hasPoint = text.length() == 1 || text.charAt(1) == '.';
    if ((thousandths != 0 && thousandths != 1) || !hasPoint) {
      return Binding.MAX_Q;
    }
    for (int i = 2; i < 5; i++) {
      int digit = i < text.length() ? text.charAt(i) - '0' : 0;
      if (digit < 0 || digit > 9) {
        return Binding.MAX_Q;
      }
      thousandths = thousandths * 10 + digit;
    }
    return Math.min(thousandths, Binding.MAX_Q);
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /// Seconds below 2^32; `null` when absent, and when malformed, which counts as absent (RFC 3261
  /// §20.19 leaves it open, §10.2.1.1 says so for contacts).
  private static @Nullable Duration seconds(@Nullable String text) throws SipParseException {
    if (text == null || !isNumber(text)) {
      return null;
    }
    if (text.length() > 10 || Long.parseLong(text) >= 1L << 32) {
      throw new SipParseException("Expires beyond 2^32");
    }
    return Duration.ofSeconds(Long.parseLong(text));
  }
}
