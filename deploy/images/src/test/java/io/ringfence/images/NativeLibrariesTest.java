package io.ringfence.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibrariesTest {

  @TempDir Path folder;

  @Test
  void unpacksThoseOfThisMachine_andNoOthers() throws IOException {
    Path jars = Files.createDirectories(folder.resolve("lib/main")).getParent();
    jar(
        jars.resolve("main/rocksdbjni.jar"),
        "librocksdbjni-linux64.so",
        "librocksdbjni-linux64-musl.so",
        "librocksdbjni-linux-aarch64.so",
        "librocksdbjni-win64.dll");
    jar(jars.resolve("main/other.jar"), "io/example/Some.class");
    Path out = Files.createDirectory(folder.resolve("out"));

    var unpacked = NativeLibraries.unpack(jars, out);

    String own =
        System.getProperty("os.arch").equals("aarch64")
            ? "librocksdbjni-linux-aarch64.so"
            : "librocksdbjni-linux64.so";
    assertThat(unpacked).containsExactly(out.resolve(own));
    assertThat(out.resolve(own)).hasContent("content of " + own);
  }

  private static void jar(Path file, String... entries) throws IOException {
    try (var jar = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String entry : entries) {
        jar.putNextEntry(new ZipEntry(entry));
        jar.write(("content of " + entry).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
    }
  }
}
