package io.ringfence.contracts.net;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/// An IPv4 or IPv6 address in canonical form: an IPv4-mapped IPv6 address (`::ffff:a.b.c.d`) is the
/// IPv4 address, zone ids are not part of it. Text is RFC 5952.
///
/// @param v6 whether this is an IPv6 address
/// @param high the upper 64 bits of an IPv6 address, 0 for IPv4
/// @param low the lower 64 bits; for IPv4 the address is in the low 32
public record IpAddress(boolean v6, long high, long low) implements Comparable<IpAddress> {

  private static final int MAX_TEXT = 45;
  private static final long FIRST_MAPPED = 0xffff_0000_0000L;
  private static final long LAST_MAPPED = 0xffff_ffff_ffffL;

  public IpAddress {
    if (!v6 && (high != 0 || low >>> 32 != 0)) {
      throw new IllegalArgumentException("not 32 bits of IPv4");
    }
    if (v6 && high == 0 && low >>> 32 == 0xffffL) {
      v6 = false;
      low &= 0xffff_ffffL;
    }
  }

  /// Parses a literal address. Host names, brackets, zone ids, and the shortened or octal IPv4
  /// forms of `inet_aton` are refused.
  ///
  /// @throws IllegalArgumentException with a message fit for the user when the text is none
  @JsonCreator
  public static IpAddress parse(String text) {
    if (text.length() > MAX_TEXT) {
      throw new IllegalArgumentException(
          "not an IP address: longer than " + MAX_TEXT + " characters");
    }
    return text.indexOf(':') >= 0 ? Ipv6Text.parse(text) : ofV4(Ipv4Text.parse(text));
  }

  /// The address in network byte order: 4 or 16 bytes.
  public static IpAddress of(byte[] bytes) {
    var buffer = ByteBuffer.wrap(bytes);
    return switch (bytes.length) {
      case 4 -> ofV4(buffer.getInt());
      case 16 -> new IpAddress(true, buffer.getLong(), buffer.getLong());
      default ->
          throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
    };
  }

  /// The canonical form of a socket's address.
  public static IpAddress of(InetAddress address) {
    return of(address.getAddress());
  }

  /// The IPv4 address with these 32 bits.
  public static IpAddress ofV4(int bits) {
    return new IpAddress(false, 0, bits & 0xffff_ffffL);
  }

  /// 32 or 128.
  public int bits() {
    return v6 ? 128 : 32;
  }

  /// Network byte order, 4 or 16 bytes.
  public byte[] toBytes() {
    return v6
        ? ByteBuffer.allocate(16).putLong(high).putLong(low).array()
        : ByteBuffer.allocate(4).putInt((int) low).array();
  }

  public InetAddress toInetAddress() {
    try {
      return InetAddress.getByAddress(toBytes());
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The following address, wrapping at the end of the family's space. The IPv4-mapped ones are not
  /// IPv6's: they are stepped over.
  public IpAddress next() {
    if (!v6) {
      return ofV4((int) low + 1);
    }
    long following = low + 1;
    if (high == 0 && following == FIRST_MAPPED) {
      following = LAST_MAPPED + 1;
    }
    return new IpAddress(true, low == -1L ? high + 1 : high, following);
  }

  /// The address before, wrapping at the start of the family's space.
  IpAddress previous() {
    if (!v6) {
      return ofV4((int) low - 1);
    }
    long preceding = low - 1;
    if (high == 0 && preceding == LAST_MAPPED) {
      preceding = FIRST_MAPPED - 1;
    }
    return new IpAddress(true, low == 0 ? high - 1 : high, preceding);
  }

  /// Whether this is the last address of its family.
  public boolean isLast() {
    return v6 ? high == -1L && low == -1L : low == 0xffff_ffffL;
  }

  /// IPv4 before IPv6, then by value.
  @Override
  public int compareTo(IpAddress other) {
    if (v6 != other.v6) {
      return v6 ? 1 : -1;
    }
    int upper = Long.compareUnsigned(high, other.high);
    return upper != 0 ? upper : Long.compareUnsigned(low, other.low);
  }

  @JsonValue
  @Override
  public String toString() {
    return v6 ? Ipv6Text.format(high, low) : Ipv4Text.format((int) low);
  }
}
