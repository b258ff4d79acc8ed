package io.ringfence.edge.proxy;

import io.ringfence.edge.registrar.Binding;
import io.ringfence.edge.registrar.Registrar;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/// How an edge has a request brought to a phone that is bound at another one, which alone has the
/// phone's connection or is let through by its NAT: by a Route value of the other edge (as with the
/// edge proxies of RFC 5626 §5.3). Its user part names the phone, and is sealed together with the
/// Call-ID and the time, so that nobody else can have a phone reached without a login. All edges
/// have the key. Not for several threads.
final class Handovers {

  /// The phone that a Route value is for.
  record Named(String account, String hash) {}

  /// How far a request may lag, and the edges' clocks differ.
  private static final Duration TOLERANCE = Duration.ofMinutes(2);

  /// Sets these apart from all else that is sealed with the key.
  private static final byte[] PURPOSE = "handover".getBytes(StandardCharsets.US_ASCII);

  private static final int MAX_LENGTH = 256;
  private static final int HASH_BYTES = 12;
  private static final int SEAL_BYTES = 12;
  private static final int SEALED_FROM = Integer.BYTES + HASH_BYTES;

  private final Registrar registrar;
  private final Mac mac;

  /// @param key for HmacSHA256
  Handovers(Registrar registrar, SecretKey key) {
    this.registrar = registrar;
    try {
      this.mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The user part of a Route value by which a request of this Call-ID gets to the phone.
  String issue(Binding binding, String callId, Instant now) {
    byte[] account = binding.account().getBytes(StandardCharsets.UTF_8);
    byte[] content =
        ByteBuffer.allocate(SEALED_FROM + account.length)
            .putInt((int) now.getEpochSecond())
            .put(hash(binding))
            .put(account)
            .array();
    byte[] token = Arrays.copyOf(content, content.length + SEAL_BYTES);
    System.arraycopy(seal(content, callId), 0, token, content.length, SEAL_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /// Whom a user part names; `null` when it is not one of ours, or is of another call or another
  /// time.
  @Nullable Named open(@Nullable String user, String callId, Instant now) {
    if (user == null || user.length() > MAX_LENGTH) {
      return null;
    }
    try {
      byte[] token = Base64.getUrlDecoder().decode(user);
      byte[] content = Arrays.copyOf(token, Math.max(0, token.length - SEAL_BYTES));
      byte[] seal = Arrays.copyOfRange(token, content.length, token.length);
      if (!MessageDigest.isEqual(seal, seal(content, callId))) {
        return null;
      }
      var buffer = ByteBuffer.wrap(content);
      int lag = (int) now.getEpochSecond() - buffer.getInt();
      byte[] hash = new byte[HASH_BYTES];
      buffer.get(hash);
      byte[] account = new byte[buffer.remaining()];
      buffer.get(account);
      return Math.abs((long) lag) > TOLERANCE.toSeconds()
          ? null
          : new Named(new String(account, StandardCharsets.UTF_8), text(hash));
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      return null;
    }
  }

  /// The phone's binding at this edge; `null` when there is none any more.
  @Nullable Binding find(Named named, Instant now) {
    for (Binding binding : registrar.bindings(named.account, now)) {
      if (registrar.isOwn(binding) && named.hash.equals(text(hash(binding)))) {
        return binding;
      }
    }
    return null;
  }

  private static String text(byte[] hash) {
    return Base64.getEncoder().encodeToString(hash);
  }

  private byte[] hash(Binding binding) {
    mac.update(PURPOSE);
    return Arrays.copyOf(mac.doFinal(binding.id().getBytes(StandardCharsets.UTF_8)), HASH_BYTES);
  }

  private byte[] seal(byte[] content, String callId) {
    mac.update(PURPOSE);
    mac.update(content);
    return Arrays.copyOf(mac.doFinal(callId.getBytes(StandardCharsets.UTF_8)), SEAL_BYTES);
  }
}
