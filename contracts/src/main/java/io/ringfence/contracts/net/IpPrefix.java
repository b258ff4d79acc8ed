package io.ringfence.contracts.net;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.function.BiFunction;

/// A CIDR prefix (RFC 4632, RFC 4291 §2.3) whose host bits are zero.
///
/// @param address the first address
/// @param length the prefix length in bits
public record IpPrefix(IpAddress address, int length) {

  /// What comes before the IPv4 address in an IPv4-mapped one (RFC 4291 §2.5.5.2), in bits.
  private static final int MAPPED = 96;

  public IpPrefix {
    if (length < 0 || length > address.bits()) {
      throw new IllegalArgumentException(
          "prefix length must be 0 to " + address.bits() + ", not " + length);
    }
    IpAddress masked = mask(address, length);
    if (!masked.equals(address)) {
      throw new IllegalArgumentException(
          "host bits are set in "
              + address
              + "/"
              + length
              + ": did you mean "
              + masked
              + "/"
              + length
              + "?");
    }
  }

  /// Parses `address/length`. An IPv4-mapped IPv6 prefix (`::ffff:10.0.0.0/104`) is the IPv4 one.
  ///
  /// @throws IllegalArgumentException with a message fit for the user
  @JsonCreator
  public static IpPrefix parse(String text) {
    return read(text, IpPrefix::new);
  }

  /// The same, and host bits are passed over.
  public static IpPrefix parseMasking(String text) {
    return read(text, IpPrefix::of);
  }

  private static IpPrefix read(String text, BiFunction<IpAddress, Integer, IpPrefix> made) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("not a CIDR prefix: expected like 192.0.2.0/24");
    }
    String digits = text.substring(slash + 1);
    if (!digits.matches("0|[1-9][0-9]{0,2}")) {
      throw new IllegalArgumentException("not a prefix length after the slash");
    }
    int length = Integer.parseInt(digits);
    var address = IpAddress.parse(text.substring(0, slash));
    boolean mapped = !address.v6() && text.indexOf(':') >= 0;
    if (mapped && length < MAPPED) {
      throw new IllegalArgumentException(
          "an IPv4-mapped prefix has a length of " + MAPPED + " to 128, not " + length);
    }
    return made.apply(address, mapped ? length - MAPPED : length);
  }

  /// The prefix of this length that holds the address.
  public static IpPrefix of(IpAddress address, int length) {
    return new IpPrefix(mask(address, length), length);
  }

  public boolean contains(IpAddress other) {
    return other.v6() == address.v6() && mask(other, length).equals(address);
  }

  public IpRange toRange() {
    int host = address.bits() - length;
    if (!address.v6()) {
      return new IpRange(address, new IpAddress(false, 0, address.low() | ((1L << host) - 1)));
    }
    long high = host > 64 ? address.high() | lowBits(host - 64) : address.high();
    long low = address.low() | lowBits(Math.min(host, 64));
    return new IpRange(address, new IpAddress(true, high, low));
  }

  private static long lowBits(int count) {
    return count == 64 ? -1L : (1L << count) - 1;
  }

  private static IpAddress mask(IpAddress address, int length) {
    if (length < 0 || length >= address.bits()) {
      return address;
    }
    if (!address.v6()) {
      return new IpAddress(false, 0, address.low() & ~lowBits(32 - length));
    }
    long high = length >= 64 ? address.high() : address.high() & ~lowBits(64 - length);
    long low = length > 64 ? address.low() & ~lowBits(128 - length) : 0;
    return new IpAddress(true, high, low);
  }

  @JsonValue
  @Override
  public String toString() {
    return address + "/" + length;
  }
}
