package io.ringfence.edge.guard;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.sip.Cursor;
import io.ringfence.edge.sip.FieldEdit;
import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// The challenges in a PBX's response (RFC 3261 §20.44, RFC 7616 §3.3).
public final class Challenges {

  private static final Cursor.Ends TOKEN_END = Cursor.Ends.of(", \t");
  private static final Pattern STALE = Pattern.compile("(?i),?\\s*\\bstale\\s*=\\s*\"?[a-z]+\"?");

  private final List<String> nonces = new ArrayList<>(2);
  private boolean isStale;

  private Challenges() {}

  static Challenges of(SipResponse response) {
    var challenges = new Challenges();
    for (Header header : new Header[] {Header.WWW_AUTHENTICATE, Header.PROXY_AUTHENTICATE}) {
      for (String value : response.headers().all(header)) {
        challenges.read(value);
      }
    }
    return challenges;
  }

  /// What is malformed is the phone's to understand.
  private void read(String value) {
    var cursor = new Cursor(value);
    try {
      if (!cursor.token("scheme").equalsIgnoreCase("Digest")) {
        return;
      }
      do {
        String name = cursor.token("parameter").toLowerCase(Locale.ROOT);
        cursor.require('=', "parameter");
        String parameter = cursor.peek() == '"' ? cursor.quoted() : cursor.until(TOKEN_END);
        if (name.equals("nonce")) {
          nonces.add(parameter);
        }
        isStale |= name.equals("stale") && parameter.equalsIgnoreCase("true");
      } while (cursor.take(','));
    } catch (SipParseException e) {
      return;
    }
  }

  /// Whether only the nonce was at fault.
  boolean isStale() {
    return isStale;
  }

  /// They have gone to a source.
  void issuedTo(IpAddress source, PbxNonces memory, long nowMillis) {
    nonces.forEach(nonce -> memory.issued(nonce, source, nowMillis));
  }

  /// Says that only the nonce was at fault.
  public static FieldEdit stale() {
    return (name, value) ->
        name == Header.WWW_AUTHENTICATE || name == Header.PROXY_AUTHENTICATE
            ? STALE.matcher(value).replaceAll("") + ", stale=true"
            : value;
  }
}
