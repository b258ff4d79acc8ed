package io.ringfence.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SharedLibrariesTest {

  @Test
  void findsWhatTheRuntimeNeedsFromOutside_withTheLinker() throws IOException {
    Path runtime = Path.of(System.getProperty("java.home"));

    var needed = SharedLibraries.neededBy(runtime);

    assertThat(needed.keySet())
        .anyMatch(library -> library.endsWith("libc.so.6"))
        .anyMatch(library -> library.getFileName().toString().startsWith("ld-linux"))
        .noneMatch(library -> library.startsWith(runtime));
    assertThat(needed.values()).allSatisfy(file -> assertThat(file).isRegularFile());
  }

  @Test
  void findsALibraryWithItsOwn() throws IOException {
    assertThat(SharedLibraries.named("libstdc++.so.6").keySet())
        .extracting(library -> library.getFileName().toString())
        .contains("libstdc++.so.6", "libm.so.6", "libc.so.6");
  }

  @Test
  void hasNothing_forALibraryThatIsNotHere() throws IOException {
    assertThat(SharedLibraries.named("libnowhere.so.1")).isEmpty();
  }
}
