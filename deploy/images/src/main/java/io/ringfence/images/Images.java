package io.ringfence.images;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// `./ringfence images [--base REF] [--out DIR] [--tag TAG] [SERVICE...]`: builds the images
/// of the services, each as a tarball that `docker load`, `podman load` or `skopeo copy`
/// takes.
///
/// The project's folder is system property `ringfence.home`, by default the working
/// directory; the services must have been built. Exit code 0, or 1 after one line that says
/// why not.
public final class Images {

  private Images() {}

  public static void main(String[] arguments) {
    PrintStream out = System.out; // console
    PrintStream err = System.err; // console
    try {
      run(Path.of(System.getProperty("ringfence.home", "")).toAbsolutePath(), arguments, out);
    } catch (IllegalArgumentException | IOException e) {
      err.println("ringfence images: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void run(Path home, String[] arguments, PrintStream out) throws IOException {
    var order = Order.parse(home, arguments);
    Files.createDirectories(order.out());
    try (var base = Base.of(order.base(), order.out())) {
      for (var service : order.services()) {
        out.println(new ServiceImage(home, service, order.tag()).build(base, order.out()));
      }
    }
  }
}
