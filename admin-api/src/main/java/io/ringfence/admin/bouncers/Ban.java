package io.ringfence.admin.bouncers;

import io.ringfence.contracts.event.BlockDecision;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.contracts.net.IpRangeSet;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// What a bouncer is told of a block: a value of one address or range, until some time.
///
/// @param value an address, or a prefix that is more than one
/// @param range what it covers
record Ban(String value, IpRange range, BlockDecision block) {

  /// JavaScript has whole numbers of so many bits.
  private static final int ID_BITS = 53;

  /// Pieces that the trusted leave of one blocked prefix.
  private static final int MAX_PIECES = 256;

  /// How far a bouncer may be told about: `Ip` or `Range`.
  enum Scope {
    IP("Ip"),
    RANGE("Range");

    private final String wireName;

    Scope(String wireName) {
      this.wireName = wireName;
    }

    String wireName() {
      return wireName;
    }
  }

  /// The bans of a block. Of one on an account there are none: a bouncer would ban the address for
  /// everybody behind it. Trusted addresses are left out, as the kernel lets them in first.
  ///
  /// @param target the block's target, [BlockTarget#value]
  static List<Ban> of(String target, BlockDecision block, IpRangeSet trusted) {
    return switch (block.target()) {
      case BlockTarget.Ip(var address) ->
          trusted.contains(address)
              ? List.of()
              : List.of(new Ban(target, IpRange.of(address), block));
      case BlockTarget.Prefix(var prefix) -> ofPrefix(target, block, prefix, trusted);
      case BlockTarget.IpAccount _, BlockTarget.Account _ -> List.of();
    };
  }

  private static List<Ban> ofPrefix(
      String target, BlockDecision block, IpPrefix prefix, IpRangeSet trusted) {
    var whole = prefix.toRange();
    if (trusted.isEmpty() && prefix.length() < prefix.address().bits()) {
      return List.of(new Ban(target, whole, block));
    }
    var rest = IpRangeSet.of(List.of(whole)).without(trusted);
    return rest.ranges(prefix.address().v6()).stream()
        .flatMap(range -> range.prefixes().stream())
        .limit(MAX_PIECES)
        .map(piece -> of(block, piece))
        .toList();
  }

  private static Ban of(BlockDecision block, IpPrefix piece) {
    boolean single = piece.length() == piece.address().bits();
    String value = single ? piece.address().toString() : piece.toString();
    return new Ban(value, piece.toRange(), block);
  }

  Scope scope() {
    return range.first().equals(range.last()) ? Scope.IP : Scope.RANGE;
  }

  /// The same for the same block and value, on every server.
  long id() {
    var uuid = block.blockId();
    long bits = uuid.getMostSignificantBits() * 0x9e37_79b9_7f4a_7c15L;
    bits ^= uuid.getLeastSignificantBits() + 31L * value.hashCode();
    bits = (bits ^ (bits >>> 33)) * 0xff51_afd7_ed55_8ccdL;
    return Math.max(1, (bits ^ (bits >>> 29)) >>> (Long.SIZE - ID_BITS));
  }

  /// [Instant#MAX] for never.
  Instant end() {
    return Objects.requireNonNullElse(block.expiresAt(), Instant.MAX);
  }

  /// As CrowdSec names who decided.
  String origin() {
    return switch (block.origin()) {
      case GUARD, UNKNOWN -> "crowdsec";
      case OPERATOR -> "cscli";
      case FEED -> "lists";
    };
  }

  /// Such as `ringfence/password-guessing/sip+web`: the rule, and the services that it covers.
  String scenario() {
    return "ringfence/"
        + block.rule().wireName()
        + "/"
        + block.services().stream().map(Service::wireName).collect(Collectors.joining("+"));
  }
}
