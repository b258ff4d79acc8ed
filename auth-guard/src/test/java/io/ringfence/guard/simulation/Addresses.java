package io.ringfence.guard.simulation;

import io.ringfence.contracts.net.IpAddress;

/// Who is where: homes share networks of eight, everybody else has one alone.
final class Addresses {

  private static final int HOMES = 0x5200_0000;
  private static final int OFFICES = 0x5300_0000;
  private static final int HOTELS = 0x5400_0000;
  private static final int ATTACKERS = 0xB900_0000;
  private static final long V6_HOMES = 0x2a02_0100_0000_0000L;
  private static final long V6_ATTACKERS = 0x2a0e_0b00_0000_0000L;
  private static final int NETWORK = 256;
  private static final int NEIGHBOURS = 8;
  private static final int APART = 20;

  private int homes;
  private int v6Homes;
  private int offices;
  private int hotels;
  private int attackers;
  private long v6Attackers;

  IpAddress home() {
    int place = homes++;
    return IpAddress.ofV4(HOMES + place / NEIGHBOURS * NETWORK + 10 + place % NEIGHBOURS * APART);
  }

  IpAddress v6Home() {
    long place = v6Homes++;
    return new IpAddress(
        true, V6_HOMES | ((place / NEIGHBOURS) << 16) | (place % NEIGHBOURS), 0x99);
  }

  IpAddress office() {
    return IpAddress.ofV4(OFFICES + offices++ * NETWORK + 1);
  }

  IpAddress hotel() {
    return IpAddress.ofV4(HOTELS + hotels++ * NETWORK + 7);
  }

  /// The 66th of a network that nobody else is in.
  IpAddress attacker() {
    return IpAddress.ofV4(ATTACKERS + attackers++ * NETWORK + 66);
  }

  /// The first /64 of a /48.
  IpAddress v6Attacker() {
    return new IpAddress(true, V6_ATTACKERS | (v6Attackers++ << 16), 1);
  }

  /// Another one of the same network.
  static IpAddress beside(IpAddress address, int places) {
    return address.v6()
        ? new IpAddress(true, address.high(), address.low() + places)
        : IpAddress.ofV4((int) (address.low() & ~0xffL) + (int) ((address.low() + places) & 0xff));
  }

  /// The same of another /64 of the same /48.
  static IpAddress net(IpAddress address, int places) {
    return new IpAddress(true, address.high() + places, address.low());
  }
}
