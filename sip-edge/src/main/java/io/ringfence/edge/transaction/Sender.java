package io.ringfence.edge.transaction;

import io.ringfence.contracts.net.IpAddress;

/// Who has requests forwarded: whose transactions are counted together, so that none can use up
/// what there is for all.
public sealed interface Sender {

  /// An upstream, or a source of the trusted group. Not bounded by itself.
  record Trusted() implements Sender {}

  /// An account that has proved who it is, wherever it sends from.
  record OfAccount(String number) implements Sender {}

  /// A source whose requests need no login, for they belong to a dialog.
  ///
  /// @param network an IPv4 address or an IPv6 /64
  record At(IpAddress network) implements Sender {

    public At {
      network = network.v6() ? new IpAddress(true, network.high(), 0) : network;
    }
  }
}
