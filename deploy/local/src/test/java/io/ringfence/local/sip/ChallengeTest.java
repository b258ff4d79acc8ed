package io.ringfence.local.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ChallengeTest {

  /// RFC 7616 §3.9.1.
  private static final String RFC_7616 =
      """
      SIP/2.0 401 Unauthorized
      WWW-Authenticate: Digest realm="http-auth@example.org", qop="auth, auth-int", \
      algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="x"
      WWW-Authenticate: Digest realm="http-auth@example.org", qop="auth, auth-int", \
      algorithm=MD5, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="x", stale=TRUE

      """;

  @Test
  void answersAsInTheRfc_withEitherAlgorithm() {
    assertThat(answer("SHA-256"))
        .contains("753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
    assertThat(answer("MD5")).contains("8ca523f5e9506fed4657c9700eebdbec");
  }

  @Test
  void readsWhetherANonceIsStale() {
    assertThat(challenge("SHA-256").stale()).isFalse();
    assertThat(challenge("MD5").stale()).isTrue();
  }

  private static String answer(String algorithm) {
    return challenge(algorithm)
        .answer(
            "Mufasa",
            "Circle of Life",
            "GET",
            "/dir/index.html",
            1,
            "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");
  }

  private static Challenge challenge(String algorithm) {
    var response = SipMessage.parse(RFC_7616.getBytes(StandardCharsets.UTF_8));
    assertThat(response.status()).isEqualTo(401);
    return Challenge.in(response, algorithm).orElseThrow();
  }
}
