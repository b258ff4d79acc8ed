package io.ringfence.firewall.maintenance;

import io.ringfence.contracts.bus.Json;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the order is given: a file that only root and the service's own user can have written. It
/// is there as long as the order is in force, so it outlives the service.
public final class OpeningFile {

  private static final Set<PosixFilePermission> OWNER_ALONE =
      PosixFilePermissions.fromString("rw-------");
  private static final long MAX_SIZE = 4_096;
  private static final int ROOT = 0;

  private final Path file;
  private final Path inForce;

  /// @param dataDir the service's
  public OpeningFile(Path dataDir) {
    var folder = dataDir.resolve("firewall");
    this.file = folder.resolve("open.json");
    this.inForce = folder.resolve("open.in-force");
  }

  /// The order, `null` when there is none.
  ///
  /// @throws IllegalArgumentException when what is there is no order of somebody who may give one
  @Nullable Opening read() throws IOException {
    try {
      requireTrusted();
      return Json.read(Files.readAllBytes(file), Opening.class);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private void requireTrusted() throws IOException {
    var attributes =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile() || attributes.size() > MAX_SIZE) {
      throw new IllegalArgumentException(file + " is no small regular file");
    }
    if (!OWNER_ALONE.equals(attributes.permissions())) {
      throw new IllegalArgumentException(file + " can be read or written by others: chmod 600 it");
    }
    int owner = (int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    if (owner != ROOT && owner != ownUser()) {
      throw new IllegalArgumentException(file + " belongs neither to root nor to this service");
    }
  }

  /// The service's own folder says who it is.
  private int ownUser() throws IOException {
    var process = Path.of("/proc/self");
    var known = Files.exists(process) ? process.toRealPath() : file.getParent();
    return (int) Files.getAttribute(known, "unix:uid");
  }

  void write(Opening opening) throws IOException {
    Files.createDirectories(file.getParent());
    var next = file.resolveSibling(file.getFileName() + ".next");
    Files.deleteIfExists(next);
    // Made and opened in one, so that root follows no link that takes its place.
    var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (var made =
            Files.newByteChannel(next, options, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
        var out = Channels.newOutputStream(made)) {
      out.write(Json.write(opening));
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /// @return whether there was an order
  boolean delete() throws IOException {
    Files.deleteIfExists(inForce);
    return Files.deleteIfExists(file);
  }

  /// The service says that it has carried the order out.
  void confirm(Opening opening) throws IOException {
    Files.writeString(inForce, opening.id().toString());
  }

  boolean isConfirmed(Opening opening) throws IOException {
    return Files.exists(inForce) && Files.readString(inForce).equals(opening.id().toString());
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
