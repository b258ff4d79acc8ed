package io.ringfence.edge.stun;

import static io.ringfence.edge.sip.Sound.require;

import io.ringfence.contracts.net.IpAddress;
import java.util.Arrays;
import java.util.List;

/// Any datagram as a STUN message: the answer is small, and tells the asker's address alone.
public final class StunFuzz {

  private static final List<IpAddress> SOURCES =
      List.of(IpAddress.parse("192.0.2.7"), IpAddress.parse("2001:db8::7"));

  private StunFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    for (var source : SOURCES) {
      byte[] answer = StunBinding.answer(input, source, 5_060);
      if (answer != null) {
        require(answer.length == (source.v6() ? 44 : 32), "length", answer.length);
        require(Arrays.equals(answer, 4, 20, input, 4, 20), "another transaction", input.length);
      }
    }
  }
}
