package io.ringfence.edge.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordListTest {

  private final WordList words = new WordList(List.of("sipvicious", "friendly-scanner", "smap"));

  private boolean isInUserAgent(String value) {
    byte[] message =
        ("OPTIONS sip:a SIP/2.0\r\nUser-Agent: " + value + "\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8);
    var lines = new HeaderLines(message, SipLimits.DEFAULT);
    lines.read(message.length - value.getBytes(StandardCharsets.UTF_8).length - 16);
    return words.isIn(lines.headers(), Header.USER_AGENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "friendly-scanner",
        "FRIENDLY-Scanner",
        "SIPVicious/0.3.3",
        "x sipvicious",
        "(smap)",
        "smap 0.6",
        "é smap",
        "smapx smap"
      })
  void findsAWord_whateverItsCase(String text) {
    assertThat(words.isIn(text)).isTrue();
    assertThat(isInUserAgent(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Osmap", "smapper", "friendly scanner", "sma", "sipviciou\u017f", "é"})
  void findsNoPartOfAnotherWord(String text) {
    assertThat(words.isIn(text)).isFalse();
    assertThat(isInUserAgent(text)).isFalse();
  }

  @Test
  void noWords_areInNothing() {
    assertThat(new WordList(List.of()).isIn("anything")).isFalse();
  }

  @Test
  void whatIsNoWord_isRefused() {
    for (String word : List.of("", " ", "a b", "é")) {
      assertThatThrownBy(() -> new WordList(List.of(word)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
