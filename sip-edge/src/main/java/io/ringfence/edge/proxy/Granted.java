package io.ringfence.edge.proxy;

import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.NameAddr;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipResponse;
import io.ringfence.edge.sip.SipUri;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// For how long a registrar has bound contacts, as it says in its 200 (RFC 3261 §10.3, step 8).
final class Granted {

  private static final int MAX_DIGITS = 9;

  private final Map<String, Duration> byContact = new HashMap<>();
  private final @Nullable Duration otherwise;

  Granted(SipResponse response) {
    this.otherwise = seconds(response.headers().first(Header.EXPIRES));
    for (String value : response.headers().all(Header.CONTACT)) {
      read(value);
    }
  }

  /// A list that cannot be read grants what the phone has asked for.
  private void read(String value) {
    try {
      for (NameAddr address : NameAddr.parseList(value)) {
        var expires = seconds(address.params().get("expires"));
        if (expires != null) {
          byContact.put(address.uri().canonical(), expires);
          byContact.put(address.uri().rawUser(), expires);
        }
      }
    } catch (SipParseException e) {
      byContact.clear();
    }
  }

  private static @Nullable Duration seconds(@Nullable String text) {
    boolean isNumber =
        text != null
            && !text.isEmpty()
            && text.length() <= MAX_DIGITS
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return isNumber ? Duration.ofSeconds(Long.parseLong(text)) : null;
  }

  /// @param user the contact's user part behind us
  @Nullable Duration of(SipUri contact, @Nullable String user) {
    var behindUs = user == null ? null : byContact.get(user);
    return behindUs == null ? byContact.getOrDefault(contact.canonical(), otherwise) : behindUs;
  }
}
