package io.ringfence.edge.proxy;

import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipRequest;
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

/// The user part of our Record-Route values: the two flows that a dialog's requests take (RFC 5626
/// §5.2), and of a side that is a server, where that is. It is sealed together with the Call-ID, so
/// nobody can have anything relayed but within a dialog that passed here, and needs no memory. It
/// holds for some time only: who was once a party knows it and the tags for ever. The callee's tag
/// is not known yet when it is made, so of the two tags it has the caller's, which every request of
/// the dialog carries on one side. Not for several threads.
final class FlowTokens {

  /// @param callerTag a hash of the tag of the dialog's initiator, which tells the directions apart
  /// @param issuedAt in seconds since 1970
  record Path(int callerTag, long issuedAt, End caller, End callee) {

    /// Whether a request may be one of this dialog: it has two tags, and one is the caller's.
    boolean isOf(SipRequest request) {
      return request.to().tag() != null
          && (isFromCaller(request) || callerTag == tagHash(request.to().tag()));
    }

    boolean isFromCaller(SipRequest request) {
      return callerTag == tagHash(request.from().tag());
    }

    /// Whom a request is for: whoever has the caller's tag speaks to the callee.
    End towards(SipRequest request) {
      return isFromCaller(request) ? callee : caller;
    }

    /// Whom a request says that it is of.
    End from(SipRequest request) {
      return isFromCaller(request) ? caller : callee;
    }

    /// Clocks of edges that share the key may differ a little: one from ahead is taken too.
    boolean isOver(Instant now, Duration lifetime) {
      return now.getEpochSecond() - issuedAt > lifetime.toSeconds();
    }
  }

  /// A side of a dialog.
  ///
  /// @param peer a phone's flow, or where a server takes requests
  record End(Peer peer, boolean isServer) {

    static End phone(Peer flow) {
      return new End(flow, false);
    }

    /// Its requests find their way by Route and Request-URI.
    ///
    /// @param port that it takes requests at
    static End server(Peer peer, int port) {
      return new End(new Peer(peer.address(), port, peer.transport()), true);
    }

    @Nullable Peer flow() {
      return isServer ? null : peer;
    }
  }

  private static final int MAX_BYTES = 80;
  private static final int SEAL_BYTES = 8;
  private static final int V6 = 0x80;
  private static final int SERVER = 0x40;
  private static final int TRANSPORT = 0x3f;
  private static final Transport[] TRANSPORTS = Transport.values();

  private final Mac mac;

  /// @param key for HmacSHA256
  FlowTokens(SecretKey key) {
    try {
      this.mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static int tagHash(@Nullable String tag) {
    return tag == null ? 0 : tag.hashCode();
  }

  String issue(Path path, String callId) {
    var buffer = ByteBuffer.allocate(MAX_BYTES).putInt(path.callerTag).putInt((int) path.issuedAt);
    put(path.caller, buffer);
    put(path.callee, buffer);
    byte[] content = Arrays.copyOf(buffer.array(), buffer.position());
    byte[] token = Arrays.copyOf(content, content.length + SEAL_BYTES);
    System.arraycopy(seal(content, callId), 0, token, content.length, SEAL_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  @SuppressWarnings("EnumOrdinal") // read by this very version only, or not understood
  private static void put(End end, ByteBuffer buffer) {
    var peer = end.peer;
    int kind = (peer.address().v6() ? V6 : 0) | (end.isServer ? SERVER : 0);
    buffer.put((byte) (peer.transport().ordinal() | kind));
    buffer.put(peer.address().toBytes()).putShort((short) peer.port());
    if (end.isServer) {
      return;
    }
    if (peer.isConnected()) {
      buffer.putLong(peer.connection());
    } else {
      buffer.put((byte) peer.connection());
    }
  }

  /// What the token says; `null` when it is not of ours, or of another call.
  @Nullable Path open(@Nullable String token, String callId) {
    if (token == null || token.length() < SEAL_BYTES || token.length() > 2 * MAX_BYTES) {
      return null;
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token);
      byte[] content = Arrays.copyOf(bytes, Math.max(0, bytes.length - SEAL_BYTES));
      byte[] seal = Arrays.copyOfRange(bytes, content.length, bytes.length);
      byte[] expected = Arrays.copyOf(seal(content, callId), SEAL_BYTES);
      if (!MessageDigest.isEqual(seal, expected)) {
        return null;
      }
      var buffer = ByteBuffer.wrap(content);
      return new Path(
          buffer.getInt(), Integer.toUnsignedLong(buffer.getInt()), end(buffer), end(buffer));
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      return null;
    }
  }

  private static End end(ByteBuffer buffer) {
    int kind = buffer.get() & 0xff;
    var transport = TRANSPORTS[(kind & TRANSPORT) % TRANSPORTS.length];
    byte[] address = new byte[(kind & V6) == 0 ? 4 : 16];
    buffer.get(address);
    int port = buffer.getShort() & 0xffff;
    if ((kind & SERVER) != 0) {
      return new End(new Peer(IpAddress.of(address), port, transport), true);
    }
    long connection = transport == Transport.UDP ? buffer.get() : buffer.getLong();
    return End.phone(new Peer(IpAddress.of(address), port, transport, connection));
  }

  private byte[] seal(byte[] content, String callId) {
    mac.update(content);
    return mac.doFinal(callId.getBytes(StandardCharsets.UTF_8));
  }
}
