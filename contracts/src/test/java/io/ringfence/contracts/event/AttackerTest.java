package io.ringfence.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AttackerTest {

  @Test
  void keepsPlainTextOfAnyLanguage() {
    assertThat(Attacker.text("Zoë 张伟 +420-1_a.b", 128)).isEqualTo("Zoë 张伟 +420-1_a.b");
  }

  @Test
  void escapesWhatCouldForgeALine() {
    assertThat(Attacker.text("a\r\nAuthentication failed\u0000\u001b[2J\u2028\u0085", 128))
        .isEqualTo("a\\u000d\\u000aAuthentication failed\\u0000\\u001b[2J\\u2028\\u0085");
  }

  @Test
  void escapesWhatCouldDeceiveTheEye() {
    assertThat(Attacker.text("\u202e1001\u200b", 128)).isEqualTo("\\u202e1001\\u200b");
  }

  @Test
  void doublesABackslash_soThatAnEscapeCannotBeForged() {
    assertThat(Attacker.text("\\u000a", 128)).isEqualTo("\\\\u000a");
  }

  @Test
  void escapesAnUnpairedSurrogate_andCountsAPairAsOneCharacter() {
    assertThat(Attacker.text("\ud800", 128)).isEqualTo("\\ud800");
    assertThat(Attacker.text("😀", 128)).isEqualTo("😀");
  }

  @Test
  void isBounded_andNeverCutsAnEscape() {
    assertThat(Attacker.text("x".repeat(1000), 128)).hasSize(128);
    assertThat(Attacker.text("\n".repeat(1000), 128)).hasSize(126).endsWith("\\u000a");
  }
}
