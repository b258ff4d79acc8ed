package io.ringfence.edge.proxy;

import static io.ringfence.edge.proxy.Call.CALLER;
import static io.ringfence.edge.proxy.Call.PHONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.edge.uas.Bench;
import io.ringfence.edge.uas.Mutation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Spoilt requests and responses in the midst of a call: none does harm, and once all timers have
/// fired nothing is left of any.
class HostileMessagesTest {

  private static final int ROUNDS = 1_500;

  @Test
  void spoiltMessages_harmNothing_andLeaveNothingBehind() {
    long seed = Long.getLong("ringfence.test.seed", 20_261_123L);
    var random = new SplittableRandom(seed);
    var bench = new Bench("ringfence.local", "100", "secret", "200", "other");
    var call = new Call(bench);
    bench.trust(CALLER);
    bench.bind("200", "sip:200@10.1.1.1:5062", PHONE);
    for (int round = 0; round < ROUNDS; round++) {
      String invitation =
          call.request(
              "INVITE", "sip:200@ringfence.local", "z9hG4bK" + round, "1", "x.example", "");
      bench.send(invitation, CALLER);
      var invite = bench.wire.take(PHONE).getFirst();
      String route = "Route: " + invite.header("Record-Route") + "\r\n";
      var messages =
          List.of(
              invitation,
              Call.answer(invite, 180, "t", ""),
              Call.answer(invite, 200, "t", ""),
              Call.answer(invite, 486, "t", ""),
              call.request("BYE", "sip:200@10.1.1.1:5062", route),
              call.request("ACK", "sip:200@10.1.1.1:5062", route),
              invitation.replace("INVITE", "CANCEL"));
      for (String message : messages) {
        byte[] spoilt = Mutation.of(message.getBytes(StandardCharsets.UTF_8), random);
        try {
          bench.send(spoilt, random.nextBoolean() ? CALLER : PHONE);
          bench.pass(Duration.ofMillis(random.nextInt(1_000)));
        } catch (RuntimeException e) {
          throw new AssertionError(
              "seed %d, round %d: %s"
                  .formatted(seed, round, new String(spoilt, StandardCharsets.ISO_8859_1)),
              e);
        }
      }
      bench.wire.sent.clear();
    }

    bench.pass(Duration.ofMinutes(5));

    assertThat(bench.proxy.transactions()).as("seed %d", seed).isZero();
  }
}
