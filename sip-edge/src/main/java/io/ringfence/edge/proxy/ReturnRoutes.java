package io.ringfence.edge.proxy;

import io.ringfence.edge.registrar.Binding;
import io.ringfence.edge.registrar.Registrar;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/// How a PBX names a phone that registered with it through us: a user part that is made of the
/// account and a keyed hash of the contact. It stays the same however often the phone's address or
/// connection changes, so a PBX that knows contacts only has one of them for each phone, and no
/// outsider can name a phone. Not for several threads.
final class ReturnRoutes {

  private static final char SEPARATOR = '~';
  private static final int HASH_BYTES = 12;
  private static final int HASH_LENGTH = HASH_BYTES * 4 / 3;
  private static final String UNRESERVED = "-_.!~*'()+";

  private final Registrar registrar;
  private final Mac mac;

  /// @param key for HmacSHA256
  ReturnRoutes(Registrar registrar, SecretKey key) {
    this.registrar = registrar;
    try {
      this.mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  Registrar registrar() {
    return registrar;
  }

  /// @param contact see [io.ringfence.edge.sip.SipUri#canonical]
  String user(String account, String contact) {
    return escaped(account) + SEPARATOR + hash(account, contact);
  }

  private String hash(String account, String contact) {
    mac.update(account.getBytes(StandardCharsets.UTF_8));
    mac.update((byte) 0);
    byte[] hash = mac.doFinal(contact.getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, HASH_BYTES));
  }

  /// The phone that a user part names; `null` when it names none that is registered.
  ///
  /// @param user unescaped
  @Nullable Binding find(@Nullable String user, Instant now) {
    int separator = user == null ? -1 : user.length() - HASH_LENGTH - 1;
    if (user == null || separator < 0 || user.charAt(separator) != SEPARATOR) {
      return null;
    }
    String account = user.substring(0, separator);
    String hash = user.substring(separator + 1);
    for (Binding binding : registrar.bindings(account, now)) {
      if (hash.equals(hash(account, binding.contact()))) {
        return binding;
      }
    }
    return null;
  }

  private static String escaped(String account) {
    var text = new StringBuilder(account.length());
    for (byte octet : account.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      boolean isPlain =
          (c >= '0' && c <= '9')
              || (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || UNRESERVED.indexOf(c) >= 0;
      if (isPlain) {
        text.append(c);
      } else {
        text.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      }
    }
    return text.toString();
  }
}
