package io.ringfence.contracts.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.Outcome;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttemptReaderTest {

  private static final AuthenticationAttempt LOGIN = login();
  private static final String PLAIN = text(Json.write(LOGIN));

  @Test
  void readsWhatRingfenceWrites_byItself() {
    assertThat(AttemptReader.plain(bytes(PLAIN))).isEqualTo(LOGIN);
  }

  /// `what=with`
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"count\":1=\"count\":\"1\"",
        "\"count\":1=\"count\":0",
        "\"count\":1=\"count\":null",
        "\"count\":1=\"new\":{\"a\":[1]},\"count\":2",
        "\"count\":1=\"count\":1,\"count\":2",
        ",\"count\":1=",
        "\"sip\"=\"telex\"",
        "\"sip\"=null",
        "\"accepted\"=\"rejected\"",
        "\"192.0.2.7\"=\"192.0.2.300\"",
        "\"192.0.2.7\"=7",
        "\"1001\"=\"\\u0031 \\\"x\\\"\"",
        "\"1001\"=1001",
        "\"1001\"=\"\u00e4\u20ac\ud83d\ude00\"",
        "\"1001\"=\"\ufffd\"",
        "\"occurredAt\":=\"occurredAt\":0",
        "\"occurredAt\":=\"occurredAt\":-",
        "\"occurredAt\":1=\"occurredAt\":1111111111111111",
        "\"edge\":\"edge-1\"=\"edge\":null",
        "\"sourceVerified\":true=\"sourceVerified\":\"true\"",
        "\"realm\":null=\"realm\":7",
        "\"sourcePort\":5060=\"sourcePort\":70000",
        "\"sourcePort\":5060=\"sourcePort\":5060.0",
        "}=} more",
        "}=",
        "{=[{",
      })
  void agreesWithJson_onWhatIsWrittenOtherwise(String change) {
    int equals = change.indexOf('=');
    String changed = PLAIN.replace(change.substring(0, equals), change.substring(equals + 1));
    assertThat(changed).isNotEqualTo(PLAIN);
    agree(bytes(changed));
  }

  @Test
  void agreesWithJson_onWhatIsBroken() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      byte[] broken = bytes(PLAIN);
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        // Of 127 in an id data binding says now this, now that.
        broken[random.nextInt(broken.length)] = (byte) (128 + random.nextInt(255));
      }
      agree(broken);
    }
  }

  private static void agree(byte[] json) {
    assertThat(outcome(json, true)).as(text(json)).isEqualTo(outcome(json, false));
  }

  private static Object outcome(byte[] json, boolean quick) {
    try {
      return quick ? AttemptReader.read(json) : Json.read(json, AuthenticationAttempt.class);
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static AuthenticationAttempt login() {
    var login =
        AuthenticationAttempt.observed(
            Instant.ofEpochMilli(1_767_323_045_678L),
            Service.SIP,
            Outcome.ACCEPTED,
            null,
            IpAddress.parse("192.0.2.7"),
            5060,
            Transport.UDP,
            "1001",
            null,
            "REGISTER",
            "phone",
            "a84b4c76e66710",
            "edge-1",
            true);
    return login;
  }
}
