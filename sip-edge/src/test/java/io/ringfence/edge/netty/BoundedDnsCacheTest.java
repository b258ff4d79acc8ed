package io.ringfence.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.handler.codec.dns.DnsRecord;
import java.net.InetAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedDnsCacheTest {

  private static final DnsRecord[] NOTHING_MORE = {};

  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final BoundedDnsCache cache = new BoundedDnsCache(3, 300);

  @AfterEach
  void close() {
    var _ = loop.shutdownGracefully();
  }

  private void learn(int number) throws Exception {
    byte[] octets = {10, 0, 0, (byte) number};
    String name = "host" + number + ".example";
    var address = InetAddress.getByAddress(name, octets);
    loop.submit(() -> cache.cache(name, NOTHING_MORE, address, 60, loop)).get();
  }

  private boolean knows(int number) {
    var known = cache.get("host" + number + ".example", NOTHING_MORE);
    return known != null && !known.isEmpty();
  }

  @Test
  void keepsAsManyNamesAsMayBe_andBeginsAnewWithTheNext() throws Exception {
    for (int i = 1; i <= 3; i++) {
      learn(i);
      learn(i);
    }
    assertThat(knows(1) && knows(2) && knows(3)).isTrue();

    learn(4);

    assertThat(knows(4)).isTrue();
    assertThat(knows(1) || knows(2) || knows(3)).isFalse();
  }
}
