package io.ringfence.guard.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Grounds;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FindingCodecTest {

  private static final BlockTarget ACCOUNT = new BlockTarget.Account("10 01");
  private static final Finding FAILED = seen(Finding.Kind.FAILED, ACCOUNT, Service.SIP);
  private static final Finding THERE =
      Finding.failedThere(
          Given.failure(3),
          new Grounds(GuardPolicy.DEFAULT.version(), 30, Duration.ofDays(7), 1, 2, null));

  private static Finding seen(Finding.Kind kind, BlockTarget about, Service service) {
    return Finding.seen(kind, UUID.randomUUID(), Given.at(7), about, "192.0.2.7", service);
  }

  private static byte[] write(List<Finding> findings) {
    return FindingCodec.write(findings, Json::write);
  }

  private static List<Finding> read(byte[] bytes) {
    return FindingCodec.read(bytes, Json::read);
  }

  @Test
  void whatIsWrittenIsRead_manyOrNone_plainOrNot() {
    var verdict =
        new Finding(
            UUID.randomUUID(),
            Given.at(9),
            Finding.Kind.VERDICT,
            BlockTarget.ofKey("192.0.2.7 1001"),
            "192.0.2.7",
            Set.of(Service.WEB, Service.SIP),
            Rule.PASSWORD_GUESSING,
            Evidence.NONE,
            null);
    var findings =
        List.of(
            FAILED,
            THERE,
            seen(Finding.Kind.ACCEPTED, BlockTarget.ofKey("2001:db8::/48"), Service.SNMP),
            verdict,
            seen(Finding.Kind.FAILED, ACCOUNT, Service.UNKNOWN));

    assertThat(read(write(findings))).isEqualTo(findings);
    assertThat(read(write(List.of()))).isEmpty();
  }

  @Test
  void readsWhatWasToldBefore() {
    assertThat(read(Json.write(FAILED))).containsExactly(FAILED);
  }

  @Test
  void takesLittleSpace_andRefusesWhatWasCutOff() {
    byte[] bytes = write(List.of(FAILED, THERE));

    assertThat(write(List.of(FAILED))).hasSizeLessThan(60);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(IllegalArgumentException.class);
    }
    byte[] unknown = bytes.clone();
    unknown[2] = 9;
    assertThatThrownBy(() -> read(unknown)).isInstanceOf(IllegalArgumentException.class);
  }
}
