package io.ringfence.edge.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.secret.MasterKey;
import io.ringfence.edge.account.Accounts;
import io.ringfence.edge.registrar.Registrar;
import io.ringfence.edge.registrar.RegistrarLimits;
import io.ringfence.edge.resolve.FakeNames;
import io.ringfence.edge.resolve.ServerLocator;
import io.ringfence.edge.sip.Domain;
import io.ringfence.edge.sip.Parsed;
import io.ringfence.edge.sip.SipLimits;
import io.ringfence.edge.sip.SipParser;
import io.ringfence.edge.sip.SipResponse;
import io.ringfence.edge.sip.Wire;
import io.ringfence.edge.timer.TimerWheel;
import io.ringfence.edge.uas.Recorded;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Several event loops, each with a proxy.
class SiblingsTest {

  private static final SipParser PARSER = new SipParser(SipLimits.DEFAULT);

  private final List<Integer> taken = new ArrayList<>();

  private Proxy proxy(int own) {
    var siblings =
        new Siblings() {
          @Override
          public int own() {
            return own;
          }

          @Override
          public boolean take(int loop, SipResponse response, Transport transport) {
            taken.add(loop);
            return loop == 1;
          }
        };
    var wheel = new TimerWheel(0);
    return new Proxy(
        new Domain("ringfence.local"),
        ProxySettings.DEFAULT,
        List.of(),
        new Accounts(),
        new Registrar(RegistrarLimits.DEFAULT, new Recorded(), "edge"),
        new Wire(),
        new ServerLocator(
            new FakeNames(), new SplittableRandom(2), wheel::now, Duration.ofSeconds(30)),
        wheel,
        siblings,
        new Proxy.Secrets(MasterKey.parse(MasterKey.generate()).derive("flow", "HmacSHA256"), 4),
        new SplittableRandom(3));
  }

  private static String branch(int loop) {
    var loops = new Loops(new Here(new Domain("a"), new Wire()), loop, 1, new SplittableRandom(1));
    var request =
        """
        OPTIONS sip:602@ringfence.local SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKa
        From: <sip:601@ringfence.local>;tag=1
        To: <sip:602@ringfence.local>
        Call-ID: one
        CSeq: 1 OPTIONS

        """;
    return loops.branch(((Parsed.Request) parsed(request)).request());
  }

  private static Parsed parsed(String message) {
    return PARSER.parse(message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  private static SipResponse response(String branch) {
    String message =
        """
        SIP/2.0 200 OK
        Via: SIP/2.0/UDP 192.0.2.1;branch=%s
        From: <sip:601@ringfence.local>;tag=1
        To: <sip:602@ringfence.local>;tag=2
        Call-ID: one
        CSeq: 1 OPTIONS

        """
            .formatted(branch);
    return ((Parsed.Response) parsed(message)).response();
  }

  @Test
  void responseGoesToTheLoopThatItsBranchNames() {
    assertThat(proxy(0).receive(response(branch(1)), Transport.UDP)).isTrue();

    assertThat(taken).containsExactly(1);
  }

  @Test
  void responseToWhatNobodyAsked_isNobodysAndGoesNowhereTwice() {
    assertThat(proxy(1).receive(response(branch(1)), Transport.UDP)).isFalse();
    assertThat(taken).isEmpty();

    assertThat(proxy(0).receive(response(branch(Siblings.MAX - 1)), Transport.UDP)).isFalse();
    assertThat(proxy(0).receive(response("z9hG4bK"), Transport.UDP)).isFalse();
    assertThat(proxy(0).receive(response("1"), Transport.UDP)).isFalse();
    assertThat(taken).containsExactly(Siblings.MAX - 1, -1, -1);
  }
}
