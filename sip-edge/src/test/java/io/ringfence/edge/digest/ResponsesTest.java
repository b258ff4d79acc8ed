package io.ringfence.edge.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringfence.edge.SipPhone;
import io.ringfence.edge.sip.SipParseException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponsesTest {

  private static final String REALM = "http-auth@example.org";

  /// RFC 7616 §3.9.1.
  @ParameterizedTest
  @CsvSource({
    "MD5,8ca523f5e9506fed4657c9700eebdbec",
    "SHA_256,753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
  })
  void givesTheResponsesOfTheRfc(Algorithm algorithm, String response) throws SipParseException {
    String header =
        "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\","
            + " algorithm=%s, nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\","
                .formatted(algorithm.wireName())
            + " nc=00000001, cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth,"
            + " response=\"%s\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""
                .formatted(response);
    var credentials = Credentials.find(List.of(header), REALM);
    byte[] ha1 =
        HexFormat.of()
            .formatHex(SipPhone.raw(algorithm.wireName(), "Mufasa:" + REALM + ":Circle of Life"))
            .getBytes(StandardCharsets.US_ASCII);

    assertThat(credentials).isNotNull();
    assertThat(new Responses().compute(algorithm, ha1, credentials, "GET")).isEqualTo(response);
    assertThat(new Responses().isRight(algorithm, ha1, credentials, "GET")).isTrue();
    assertThat(new Responses().isRight(algorithm, ha1, credentials, "PUT")).isFalse();
  }

  @Test
  void passesOver_otherSchemesAndRealms() throws SipParseException {
    assertThat(Credentials.find(List.of("Basic abc=", "Digest realm=\"other\""), REALM)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Digest",
        "Digest realm=\"http-auth@example.org\"",
        "Digest realm=\"http-auth@example.org\", realm=\"http-auth@example.org\"",
        "Digest realm=\"http-auth@example.org",
        "Digest realm=\"http-auth@example.org\", username=\"a\", nonce=\"b\", uri=\"c\","
            + " response=\"d\", qop=auth-int, nc=00000001, cnonce=\"x\"",
        "Digest realm=\"http-auth@example.org\", username=\"a\", nonce=\"b\", uri=\"c\","
            + " response=\"d\", qop=auth"
      })
  void malformedCredentials_areRefused(String header) {
    assertThatThrownBy(() -> Credentials.find(List.of(header), REALM))
        .isInstanceOf(SipParseException.class);
  }
}
