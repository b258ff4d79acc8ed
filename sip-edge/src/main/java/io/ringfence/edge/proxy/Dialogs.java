package io.ringfence.edge.proxy;

import io.ringfence.edge.call.Dialog;
import io.ringfence.edge.call.Party;
import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.NameAddr;
import io.ringfence.edge.sip.Route;
import io.ringfence.edge.sip.SipMessage;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipResponse;
import io.ringfence.edge.sip.SipUri;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads from an invitation and its responses what requests within the dialog need (RFC 3261
/// §12.1), as seen from here: the route set falls into that towards the caller and that towards the
/// callee.
final class Dialogs {

  /// A session shorter than that is not allowed (RFC 4028 §4).
  private static final int SHORTEST_SESSION_SECONDS = 90;

  private static final int MAX_DIGITS = 9;

  private Dialogs() {}

  /// The dialog of a response; `null` when it makes none.
  static @Nullable Dialog of(Forwarded forwarded, Branch branch, SipResponse response) {
    String tag = response.to().tag();
    if (tag == null) {
      return null;
    }
    var request = forwarded.request();
    var caller =
        new Party(
            identity(request, Header.FROM),
            contact(request),
            routes(request),
            forwarded.isFromPhone() ? forwarded.source() : null,
            request.cseq().number());
    var callee =
        new Party(
            identity(response, Header.TO),
            contact(response),
            towardsCallee(routes(response), branch),
            branch.flow(),
            -1);
    return new Dialog(tag, caller, callee);
  }

  private static String identity(SipMessage message, Header header) {
    return Objects.requireNonNull(message.headers().octets(header));
  }

  /// What was put on top of our own values, the nearest to us last.
  private static List<Route> towardsCallee(List<Route> recorded, Branch branch) {
    int above = 0;
    while (above < recorded.size() && !branch.hasRecorded(recorded.get(above))) {
      above++;
    }
    return above == recorded.size() ? List.of() : recorded.subList(0, above).reversed();
  }

  private static List<Route> routes(SipMessage message) {
    try {
      return Route.all(message.headers(), Header.RECORD_ROUTE);
    } catch (SipParseException e) {
      return List.of();
    }
  }

  /// Where its sender is; `null` when it does not say so in a way that is understood.
  static @Nullable SipUri contact(SipMessage message) {
    String value = message.headers().first(Header.CONTACT);
    try {
      var uri = value == null ? null : NameAddr.parseList(value).getFirst().uri();
      return uri != null && uri.isSip() && !uri.hasHeaders() ? uri : null;
    } catch (SipParseException e) {
      return null;
    }
  }

  /// How long the session lasts without a refresh (RFC 4028 §4); `null` when it does not say.
  static @Nullable Duration session(SipResponse response) {
    String value = response.headers().first(Header.SESSION_EXPIRES);
    if (value == null) {
      return null;
    }
    int end = value.indexOf(';');
    String digits = (end < 0 ? value : value.substring(0, end)).strip();
    boolean isNumber =
        !digits.isEmpty()
            && digits.length() <= MAX_DIGITS
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    int seconds = isNumber ? Integer.parseInt(digits) : 0;
    return seconds < SHORTEST_SESSION_SECONDS ? null : Duration.ofSeconds(seconds);
  }
}
