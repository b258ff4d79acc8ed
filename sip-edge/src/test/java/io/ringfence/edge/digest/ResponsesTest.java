package io.ringfence.edge.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringfence.edge.SipPhone;
import io.ringfence.edge.sip.Cursor;
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
    gives(algorithm, "Mufasa:" + REALM + ":Circle of Life", header, "GET", response);
  }

  /// RFC 7616 §3.9.2: SHA-512-256 and a hashed name, which enters the response as it is. The RFC's
  /// own figures were made with SHA-512 cut to 256 bits instead of SHA-512/256 (erratum 4897);
  /// these are the erratum's.
  @Test
  void givesTheResponseOfTheRfcsErratum_withSha512Slash256() throws SipParseException {
    String realm = "api@example.org";
    String name = "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b";
    String response = "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5";
    String header =
        "Digest username=\"%s\", realm=\"%s\", uri=\"/doe.json\", algorithm=SHA-512-256,"
                .formatted(name, realm)
            + " nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\", nc=00000001,"
            + " cnonce=\"NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v\", qop=auth, userhash=true,"
            + " opaque=\"HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS\", response=\"%s\""
                .formatted(response);
    var digest = SipPhone.raw("SHA-512-256", "J\u00e4s\u00f8n Doe:" + realm);
    assertThat(HexFormat.of().formatHex(digest)).isEqualTo(name);
    String secret = "J\u00e4s\u00f8n Doe:" + realm + ":Secret, or not?";
    gives(Algorithm.SHA_512_256, secret, header, "GET", response);
  }

  private static void gives(
      Algorithm algorithm, String secret, String header, String method, String response)
      throws SipParseException {
    String realm = secret.split(":", 3)[1];
    var credentials = Credentials.find(List.of(new Cursor(header)), realm);
    byte[] ha1 =
        HexFormat.of()
            .formatHex(SipPhone.raw(algorithm.wireName(), secret))
            .getBytes(StandardCharsets.US_ASCII);

    assertThat(credentials).isNotNull();
    assertThat(new Responses().compute(algorithm, ha1, credentials, method)).isEqualTo(response);
    assertThat(new Responses().of(algorithm, credentials, method).isRight(ha1)).isTrue();
    assertThat(new Responses().of(algorithm, credentials, "PUT").isRight(ha1)).isFalse();
  }

  @Test
  void passesOver_otherSchemesAndRealms() throws SipParseException {
    assertThat(
            Credentials.find(
                List.of(new Cursor("Basic abc="), new Cursor("Digest realm=\"other\"")), REALM))
        .isNull();
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
            + " response=\"d\", qop=auth",
        "Digest realm=\"http-auth@example.org\", username=\"a\", nonce=\"b\", uri=\"c\","
            + " response=\"d\", qop=auth, nc=0000000g, cnonce=\"x\"",
        "Digest realm=\"http-auth@example.org\", username=\"a\", nonce=\"b\", uri=\"c\","
            + " response=\"d\", qop=auth, nc=1, cnonce=\"x\""
      })
  void malformedCredentials_areRefused(String header) {
    assertThatThrownBy(() -> Credentials.find(List.of(new Cursor(header)), REALM))
        .isInstanceOf(SipParseException.class);
  }
}
