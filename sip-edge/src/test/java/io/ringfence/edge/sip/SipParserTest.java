package io.ringfence.edge.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SipParserTest {

  private static final String GOOD =
      """
      REGISTER sip:ringfence.local SIP/2.0
      Via: SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bKa;rport, SIP/2.0/TCP other
      From: "A \\"quoted\\" name" <sip:100@ringfence.local>;tag=1
      To: <sip:100@ringfence.local>
      Call-ID: one@192.0.2.1
      CSeq: 1 REGISTER

      """
          .replace("\n", "\r\n");

  private static Parsed parse(String message) {
    return parse(message, SipLimits.DEFAULT);
  }

  private static Parsed parse(String message, SipLimits limits) {
    return new SipParser(limits).parse(message.getBytes(StandardCharsets.UTF_8));
  }

  private static SipRequest request(String message) {
    assertThat(parse(message)).isInstanceOf(Parsed.Request.class);
    return ((Parsed.Request) parse(message)).request();
  }

  private static String refusal(String message) {
    assertThat(parse(message)).isInstanceOf(Parsed.Refused.class);
    return ((Parsed.Refused) parse(message)).reason();
  }

  @Test
  void readsARequest() {
    var request = request(GOOD);

    assertThat(request.method()).isEqualTo(Method.REGISTER);
    assertThat(request.via().host()).isEqualTo("192.0.2.1");
    assertThat(request.via().port()).isEqualTo(5062);
    assertThat(request.via().branch()).isEqualTo("z9hG4bKa");
    assertThat(request.via().hasRport()).isTrue();
    assertThat(request.from().display()).isEqualTo("A \"quoted\" name");
    assertThat(request.from().tag()).isEqualTo("1");
    assertThat(request.to().uri().user()).isEqualTo("100");
    assertThat(request.callId()).isEqualTo("one@192.0.2.1");
    assertThat(request.cseq().number()).isOne();
  }

  @Test
  void readsCompactForms_foldedLines_andBareLineFeeds() {
    var request =
        request(
            """
            OPTIONS sip:[2001:DB8::1]:5060 SIP/2.0
            v: SIP/2.0/UDP a
            f: sip:a@b;tag=x
            t:
             <sip:c@d>
            i: 1
            cseq: 7
             OPTIONS
            s: été

            """);

    assertThat(request.uri().host()).isEqualTo("[2001:db8::1]");
    assertThat(request.to().uri().user()).isEqualTo("c");
    assertThat(request.cseq().number()).isEqualTo(7);
  }

  @Test
  void unescapesTheUser_soThatNoneHidesBehindEscapes() {
    assertThat(request(GOOD.replace("<sip:100@", "<sip:%31%30%30@")).to().uri().user())
        .isEqualTo("100");
  }

  /// What To repeats of From is not read anew, if it is an address.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"a>;b\" <sip:1@x>;tag=f | \"a> | ",
        "\"a\" <sip:1@x>;tag=f | \"a\" <sip:1@x> | 1",
        "A <sip:1@x>;tag=f | A <sip:1@x> | 1",
        "<sip:1@x>;tag=<sip:2@x> | <sip:1@x>;tag=<sip:2@x> | ",
        "<sip:1@x>;a=b;tag=f | <sip:1@x>;a=b | 1",
        "<sip:1@x>;tag=f | <sip:1@x>;tag=g | 1",
        "<sip:1@x>;tag=f | <sip:1@x | ",
      })
  void toThatRepeatsFrom_isReadAsWritten(String from, String to, @Nullable String user) {
    String message =
        GOOD.replaceFirst("From:[^\r\n]*", Matcher.quoteReplacement("From: " + from))
            .replaceFirst("To:[^\r\n]*", Matcher.quoteReplacement("To: " + to));

    switch (parse(message)) {
      case Parsed.Request(var request) -> {
        assertThat(request.to().uri().user()).isEqualTo(user);
        assertThat(request.to().tag()).isEqualTo(to.endsWith("tag=g") ? "g" : null);
      }
      case Parsed.Refused _ -> assertThat(user).isNull();
      case Parsed.Response _, Parsed.Ignored _ -> throw new AssertionError(message);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Call-ID: one@192.0.2.1 | Call-ID: | Malformed Call-ID",
        "CSeq: 1 REGISTER | CSeq: 2147483648 REGISTER | Malformed CSeq",
        "CSeq: 1 REGISTER | CSeq: 1 INVITE | CSeq does not match the method",
        "To: <sip:100@ringfence.local> | To: <sip:100@ringfence.local | Address is not closed",
        "To: <sip:100@ringfence.local> | To: <sip:1@00@x> | Malformed URI",
        "To: <sip:100@ringfence.local> | To: <sip:1%0@x> | Malformed escape in URI",
        "To: <sip:100@ringfence.local> | To: Doe, Joe <sip:1@x> | Malformed URI",
        "To: <sip:100@ringfence.local> | To: <sip:1@x:99999> | Malformed port",
        "z9hG4bKa;rport | z9hG4bKa;;rport | Parameter name expected",
        "sip:ringfence.local SIP | sip:ringfence.local?a=b SIP | Request-URI has headers",
      })
  void refuses_whatIsMalformed(String good, String bad, String reason) {
    assertThat(refusal(GOOD.replace(good, bad))).isEqualTo(reason);
  }

  @Test
  void refuses_whatIsBeyondALimit() {
    var limits = new SipLimits(1_000, 8, 100, 4);

    assertThat(parse(GOOD + "x".repeat(1_000), limits))
        .isEqualTo(new Parsed.Ignored(Parsed.Cause.TOO_LARGE));
    assertThat(parse(GOOD.replace("\r\n\r\n", "\r\nX: y".repeat(9) + "\r\n\r\n"), limits))
        .isInstanceOf(Parsed.Refused.class);
    assertThat(parse(GOOD.replace("\r\n\r\n", "\r\nX: " + "y".repeat(99) + "\r\n\r\n"), limits))
        .isInstanceOf(Parsed.Refused.class);
  }

  @Test
  void ignores_whatCannotBeAnswered() {
    assertThat(parse("\r\n\r\n")).isEqualTo(new Parsed.Ignored(Parsed.Cause.KEEP_ALIVE));
    assertThat(parse("GET / HTTP/1.1\r\n\r\n")).isEqualTo(new Parsed.Ignored(Parsed.Cause.NOT_SIP));
    assertThat(parse("SIP/2.0 200 OK\r\n\r\n"))
        .isEqualTo(new Parsed.Ignored(Parsed.Cause.RESPONSE));
    assertThat(parse("OPTIONS sip:a SIP/2.0\r\n\r\n"))
        .isEqualTo(new Parsed.Ignored(Parsed.Cause.MALFORMED));
  }

  @Test
  void ignores_aResponseWhoseStatusLineWouldBeTwoToOthers() {
    String response = GOOD.replaceFirst("REGISTER[^\r]*", "SIP/2.0 200 OK\rX-Injected: 1");

    assertThat(parse(response)).isEqualTo(new Parsed.Ignored(Parsed.Cause.RESPONSE));
    assertThat(parse(response.replace("\rX-", " X-"))).isInstanceOf(Parsed.Response.class);
  }

  @Test
  void parametersOfAUri_endWhereItsHeadersBegin() throws SipParseException {
    assertThat(SipUri.parse("sip:a@h;lr?x=y;lr").hasParam("lr")).isTrue();
    assertThat(SipUri.parse("sip:a@h;x?y;lr").hasParam("lr")).isFalse();
    assertThat(SipUri.parse("sip:a@h;x=1?y=2").param("x")).isEqualTo("1");
  }

  @Test
  void canonicalUri_hasNoPassword() throws SipParseException {
    assertThat(SipUri.parse("SIP:100:secret@Phone.Example:5070;ob").canonical())
        .isEqualTo("sip:100@phone.example:5070;ob");
    assertThat(SipUri.parse("sips:100@[2001:DB8::1]").canonical())
        .isEqualTo("sips:100@[2001:db8::1]");
    assertThat(SipUri.parse("sip:Phone.Example").canonical()).isEqualTo("sip:phone.example");
  }

  @ParameterizedTest
  @ValueSource(strings = {";tag", ";tag=", ";tag=;x=1", ";tag;tag=1"})
  void tagWithoutAValue_isRefused(String tag) {
    String to = GOOD.replace("To: <sip:100@ringfence.local>", "To: <sip:200@ringfence.local>");
    assertThat(refusal(to.replace("<sip:200@ringfence.local>", "<sip:200@ringfence.local>" + tag)))
        .isNotEmpty();
    assertThat(refusal(GOOD.replace(";tag=1", tag))).isNotEmpty();
    assertThat(
            parse("SIP/2.0 200 OK\r\n" + to.substring(to.indexOf('\n') + 1).replace(";tag=1", tag)))
        .isInstanceOf(Parsed.Ignored.class);
  }
}
