package io.ringfence.images;

import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What an image stands on.
sealed interface Base extends AutoCloseable permits AssembledRuntime, Base.Registry {

  /// The image's beginning for one service.
  JibContainerBuilder start(Service service) throws IOException;

  /// The `java` to run.
  String java();

  /// Whether a registry is asked for it.
  boolean isRemote();

  @Override
  default void close() throws IOException {}

  static Base of(@Nullable String reference, Path workFolder) throws IOException {
    return reference == null ? AssembledRuntime.assemble(workFolder) : new Registry(reference);
  }

  /// An image of a registry that has a Java 25 runtime on its PATH, and for firewall-service
  /// libnftables.
  record Registry(String reference) implements Base {

    @Override
    public JibContainerBuilder start(Service service) {
      try {
        return Jib.from(reference);
      } catch (InvalidImageReferenceException e) {
        throw new IllegalArgumentException("no image reference: " + reference, e);
      }
    }

    @Override
    public String java() {
      return "java";
    }

    @Override
    public boolean isRemote() {
      return true;
    }
  }
}
