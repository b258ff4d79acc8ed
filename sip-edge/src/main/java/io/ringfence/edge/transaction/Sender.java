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
      network = Sender.network(network);
    }
  }

  /// A source that begins something at a PBX and has proved nothing: its address may be forged.
  ///
  /// @param network an IPv4 address or an IPv6 /64
  record Unproven(IpAddress network) implements Sender {

    public Unproven {
      network = Sender.network(network);
    }
  }

  private static IpAddress network(IpAddress source) {
    return source.v6() ? new IpAddress(true, source.high(), 0) : source;
  }

  /// How long its requests take.
  default Timings timings(boolean isReliable) {
    return this instanceof Unproven ? Timings.brief(isReliable) : Timings.of(isReliable);
  }
}
