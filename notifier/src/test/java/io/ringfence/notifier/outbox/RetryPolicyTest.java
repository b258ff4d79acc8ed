package io.ringfence.notifier.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringfence.notifier.outbox.RetryPolicy.Next;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {

  private static final RetryPolicy POLICY =
      new RetryPolicy(Duration.ofSeconds(5), Duration.ofMinutes(5), 3);

  @ParameterizedTest
  @CsvSource({"1,PT5S", "2,PT10S", "3,PT20S", "6,PT2M40S", "7,PT5M", "40,PT5M", "2000000000,PT5M"})
  void triesADeferredMailForEver_withDoublingDelaysUpToTheCap(int tries, Duration delay) {
    assertThat(POLICY.after(new Delivery.Deferred("away"), tries))
        .isEqualTo(new Next.Retry(delay, "away"));
  }

  @Test
  void givesARefusedMailUp_atItsThirdTry() {
    var refused = new Delivery.Refused("550 no such user");

    assertThat(POLICY.after(refused, 2)).isInstanceOf(Next.Retry.class);
    assertThat(POLICY.after(refused, 3)).isEqualTo(new Next.GivenUp("550 no such user"));
  }

  @ParameterizedTest
  @CsvSource({"550,true", "554,true", "535,false", "530,false", "421,false", "452,false"})
  void takesOnlyRepliesAboutTheMailForARefusal(int reply, boolean refused) {
    assertThat(Delivery.failed(reply, "x") instanceof Delivery.Refused).isEqualTo(refused);
  }

  @Test
  void keepsABoundedErrorOnOneLine() {
    var next = (Next.Retry) POLICY.after(new Delivery.Deferred("a\r\n\u0000" + "b".repeat(900)), 1);

    assertThat(next.error()).startsWith("a bbb").hasSize(RetryPolicy.MAX_ERROR);
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    assertThatThrownBy(() -> new RetryPolicy(Duration.ofMinutes(9), Duration.ofMinutes(5), 3))
        .hasMessageContaining("PT9M");
    assertThatThrownBy(() -> new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(5), 0))
        .hasMessageContaining("maxRefused");
  }
}
