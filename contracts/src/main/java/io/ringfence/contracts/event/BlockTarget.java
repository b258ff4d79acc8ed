package io.ringfence.contracts.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonGetter;
import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;

/// What a block is laid on. On the wire `{"type":"ip","value":"192.0.2.1"}`.
@JsonIncludeProperties({"type", "value"})
public sealed interface BlockTarget {

  /// `ip` or `prefix`.
  @JsonGetter("type")
  String type();

  /// The address or CIDR prefix in canonical text. It is also the record key on `blocks` and
  /// `commands`, so an address has the same key there as on `attempts`.
  @JsonGetter("value")
  String value();

  boolean covers(IpAddress source);

  /// @throws IllegalArgumentException with a message fit for the user
  @JsonCreator
  static BlockTarget of(
      @JsonProperty(value = "type", required = true) String type,
      @JsonProperty(value = "value", required = true) String value) {
    return switch (type) {
      case "ip" -> new Ip(IpAddress.parse(value));
      case "prefix" -> new Prefix(IpPrefix.parse(value));
      default -> throw new IllegalArgumentException("target type must be ip or prefix");
    };
  }

  /// One address.
  record Ip(IpAddress address) implements BlockTarget {
    @Override
    public String type() {
      return "ip";
    }

    @Override
    public String value() {
      return address.toString();
    }

    @Override
    public boolean covers(IpAddress source) {
      return address.equals(source);
    }
  }

  /// All addresses of a prefix.
  record Prefix(IpPrefix prefix) implements BlockTarget {
    @Override
    public String type() {
      return "prefix";
    }

    @Override
    public String value() {
      return prefix.toString();
    }

    @Override
    public boolean covers(IpAddress source) {
      return prefix.contains(source);
    }
  }
}
