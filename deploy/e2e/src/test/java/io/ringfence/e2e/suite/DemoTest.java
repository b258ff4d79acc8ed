package io.ringfence.e2e.suite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// `demo` on a running suite.
@ExtendWith(SharedSuite.class)
class DemoTest {

  private final TestSuite suite;

  DemoTest(TestSuite suite) {
    this.suite = suite;
  }

  @Test
  void playsTheWholeLoop_andAgain() throws Exception {
    for (int i = 0; i < 2; i++) {
      var result = suite.ringfence("demo");
      assertThat(result.status()).as(result.out() + result.err()).isZero();
      assertThat(result.out())
          .contains("decision on the bus", "sip-edge drops it", "warning mail", "p99");
    }
  }
}
