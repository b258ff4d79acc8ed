package io.ringfence.admin.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class PasswordHashTest {
  @Test
  void knowsItsPassword_andSaltsEachHash() {
    String stored = PasswordHash.of("correct horse");

    assertThat(stored).startsWith("pbkdf2-sha512$210000$").doesNotContain("correct");
    assertThat(PasswordHash.matches("correct horse", stored)).isTrue();
    assertThat(PasswordHash.matches("correct horsf", stored)).isFalse();
    assertThat(PasswordHash.of("correct horse")).isNotEqualTo(stored);
    assertThat(PasswordHash.OF_NOBODY.split("\\$", -1)[1]).isEqualTo(stored.split("\\$", -1)[1]);
  }

  @Test
  void remembersARightPasswordForAMinute_andOnlyForTheSameHash() {
    var start = Instant.parse("2030-01-01T00:00:00Z");
    var now = new Instant[] {start};
    var recent =
        new RecentLogins(
            new Clock() {
              @Override
              public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
              }

              @Override
              public Clock withZone(java.time.ZoneId zone) {
                return this;
              }

              @Override
              public Instant instant() {
                return now[0];
              }
            });

    recent.add("hash", "password");

    assertThat(recent.contains("hash", "password")).isTrue();
    assertThat(recent.contains("hash", "passworx")).isFalse();
    assertThat(recent.contains("other hash", "password")).isFalse();
    now[0] = start.plus(Duration.ofMinutes(1));
    assertThat(recent.contains("hash", "password")).isFalse();
  }
}
