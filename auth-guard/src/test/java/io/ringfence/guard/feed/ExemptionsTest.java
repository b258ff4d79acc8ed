package io.ringfence.guard.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExemptionsTest {

  @TempDir private Path directory;

  private Exemptions started() {
    return new Exemptions(directory.resolve("feeds").resolve("released-by-hand"));
  }

  @Test
  void whatIsReleasedStaysReleased_overRestarts() {
    started().with(List.of("1.2.3.4"), Set.of("1.2.3.4", "5.6.7.8"), true);

    assertThat(started().with(List.of(), Set.of("1.2.3.4"), true)).containsExactly("1.2.3.4");
  }

  @Test
  void whatNoFeedListsAnyMore_isForgotten() {
    var exemptions = started();
    exemptions.with(List.of("1.2.3.4"), Set.of("1.2.3.4"), true);

    assertThat(exemptions.with(List.of(), Set.of("5.6.7.8"), true)).isEmpty();
    assertThat(started().with(List.of(), Set.of("1.2.3.4"), true)).isEmpty();
  }

  @Test
  void nothingIsForgotten_whileAFeedHasNotBeenRead() {
    var exemptions = started();
    exemptions.with(List.of("1.2.3.4"), Set.of("1.2.3.4"), true);

    exemptions.with(List.of("5.6.7.8"), Set.of("9.9.9.9"), false);

    assertThat(started().with(List.of(), Set.of("1.2.3.4", "5.6.7.8", "9.9.9.9"), true))
        .as("of before, and released meanwhile")
        .containsExactlyInAnyOrder("1.2.3.4", "5.6.7.8");
  }
}
