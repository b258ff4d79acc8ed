package io.ringfence.edge.admission;

import io.ringfence.contracts.event.BlockTarget;

/// What blocks are laid on: the label `target` of `ringfence_blocks_active`.
public enum TargetType {
  IP("ip"),
  PREFIX("prefix"),
  IP_ACCOUNT("ip+account"),
  ACCOUNT("account");

  private final String wireName;

  TargetType(String wireName) {
    this.wireName = wireName;
  }

  static TargetType of(BlockTarget target) {
    return switch (target) {
      case BlockTarget.Ip _ -> IP;
      case BlockTarget.Prefix _ -> PREFIX;
      case BlockTarget.IpAccount _ -> IP_ACCOUNT;
      case BlockTarget.Account _ -> ACCOUNT;
    };
  }

  /// [BlockTarget#type()].
  public String wireName() {
    return wireName;
  }
}
