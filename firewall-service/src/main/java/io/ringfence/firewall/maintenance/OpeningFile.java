package io.ringfence.firewall.maintenance;

import io.ringfence.contracts.bus.Json;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the order is given: a file that only root and the service's own user can have written. It
/// is there as long as the order holds, so it outlives the service.
///
/// Beside it the service says what it has done: `open.in-force` is there from when the order is in
/// force until it has closed again.
public class OpeningFile {

  private static final Path FOLDER = Path.of("firewall");
  private static final Path ORDER = Path.of("open.json");
  private static final Path IN_FORCE = Path.of("open.in-force");

  private static final Set<PosixFilePermission> OWNER_ALONE =
      PosixFilePermissions.fromString("rw-------");
  private static final long MAX_SIZE = 4_096;
  private static final int ROOT = 0;

  private final Path dataDir;
  private final Path file;
  private final Path inForce;

  /// @param dataDir the service's
  public OpeningFile(Path dataDir) {
    this.dataDir = dataDir.toAbsolutePath();
    var folder = this.dataDir.resolve(FOLDER);
    this.file = folder.resolve(ORDER);
    this.inForce = folder.resolve(IN_FORCE);
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
    put(Json.write(opening), ORDER, Path.of("open.json.next"));
  }

  /// @return whether there was an order
  boolean delete() throws IOException {
    return Files.deleteIfExists(file);
  }

  /// Takes the order back. Until the service has closed, [#isInForce].
  ///
  /// @return whether there was an order, or one is still in force
  boolean withdraw() throws IOException {
    boolean wasOrdered = delete();
    if (wasOrdered && !isInForce()) {
      // The service may be about to open. It takes this away when it has seen that there is no
      // order, which it can see from now on only.
      put(new byte[0], IN_FORCE, Path.of("open.withdrawn"));
    }
    return wasOrdered || isInForce();
  }

  /// The service says that it has carried the order out.
  void confirm(Opening opening) throws IOException {
    byte[] id = opening.id().toString().getBytes(StandardCharsets.UTF_8);
    put(id, IN_FORCE, Path.of("open.in-force.next"));
  }

  boolean isConfirmed(Opening opening) throws IOException {
    try {
      return Files.readString(inForce).equals(opening.id().toString());
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /// The service says that it has closed.
  void retract() throws IOException {
    Files.deleteIfExists(inForce);
  }

  /// Whether the service has not said yet that it has closed.
  boolean isInForce() {
    return Files.exists(inForce, LinkOption.NOFOLLOW_LINKS);
  }

  /// Writes a file as a whole. Root writes in a folder of somebody else here, so no link is
  /// followed that is there in place of the folder or of the file.
  ///
  /// @param next what it is while it is written
  private void put(byte[] content, Path name, Path next) throws IOException {
    boolean isNew = !Files.exists(file.getParent(), LinkOption.NOFOLLOW_LINKS);
    Files.createDirectories(file.getParent());
    try (var data = Files.newDirectoryStream(dataDir);
        var folder = secure(data).newDirectoryStream(FOLDER, LinkOption.NOFOLLOW_LINKS)) {
      if (isNew) {
        give(folder.getFileAttributeView(PosixFileAttributeView.class), owner(secure(data)));
      }
      try {
        folder.deleteFile(next);
      } catch (NoSuchFileException e) {
        // None is left from a write that was broken off.
      }
      var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      var mode = PosixFilePermissions.asFileAttribute(OWNER_ALONE);
      try (var made = folder.newByteChannel(next, options, mode);
          var out = Channels.newOutputStream(made)) {
        out.write(content);
      }
      var attributes = PosixFileAttributeView.class;
      give(folder.getFileAttributeView(next, attributes, LinkOption.NOFOLLOW_LINKS), owner(folder));
      folder.move(next, folder, name);
    }
  }

  /// What root makes belongs to whom the folder that it is in does: a service that is not root
  /// could not read it otherwise.
  private void give(PosixFileAttributeView made, UserPrincipal owner) throws IOException {
    if (ownUser() == ROOT && !made.getOwner().equals(owner)) {
      made.setOwner(owner);
    }
  }

  private static UserPrincipal owner(SecureDirectoryStream<Path> folder) throws IOException {
    return folder.getFileAttributeView(PosixFileAttributeView.class).getOwner();
  }

  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> folder)
      throws IOException {
    if (folder instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    throw new IOException("this system cannot write in an opened folder");
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
