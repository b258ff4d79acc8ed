package io.ringfence.firewall.disk;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Service;
import io.ringfence.firewall.rules.Block;
import io.ringfence.firewall.rules.Snapshot;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/// A snapshot in a file: about 70 bytes for a block, and a checksum at its end. It is there as a
/// whole or as it was before, whatever happens while it is written.
final class StateFile {

  /// Changes when the layout does; a file of another layout is as good as none.
  private static final int FORMAT = 0x52465701;

  /// What a configuration may take.
  private static final int MAX_CONFIGURATION = 64 * 1024 * 1024;

  private final Path file;
  private final int maxBlocks;

  /// @param file its folder is made when needed
  /// @param maxBlocks a file with more of them is refused
  StateFile(Path file, int maxBlocks) {
    this.file = file;
    this.maxBlocks = maxBlocks;
  }

  void write(Snapshot snapshot) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path next = file.resolveSibling(file.getFileName() + ".next");
    var sum = new CRC32C();
    try (var bytes = new FileOutputStream(next.toFile());
        var out =
            new DataOutputStream(new BufferedOutputStream(new CheckedOutputStream(bytes, sum)))) {
      out.writeInt(FORMAT);
      byte[] configuration = Json.write(snapshot.configuration());
      out.writeInt(configuration.length);
      out.write(configuration);
      out.writeInt(snapshot.blocks().size());
      for (var block : snapshot.blocks()) {
        write(block, out);
      }
      out.flush();
      out.writeLong(sum.getValue());
      out.flush();
      bytes.getFD().sync();
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void write(Block block, DataOutputStream out) throws IOException {
    out.writeUTF(block.target().value());
    out.writeLong(block.id().getMostSignificantBits());
    out.writeLong(block.id().getLeastSignificantBits());
    out.writeByte(block.services().size());
    for (var service : block.services()) {
      out.writeUTF(service.name());
    }
    out.writeUTF(block.origin().name());
    out.writeLong(block.decidedMillis());
    out.writeLong(block.causedMillis());
    out.writeLong(block.untilMillis());
  }

  /// @return empty when there is none
  /// @throws IOException when it cannot be read, is damaged or of another version
  Optional<Snapshot> read() throws IOException {
    var sum = new CRC32C();
    try (var bytes = Files.newInputStream(file);
        var in = new DataInputStream(new CheckedInputStream(new BufferedInputStream(bytes), sum))) {
      require(in.readInt() == FORMAT, "is of another version");
      int length = in.readInt();
      require(length >= 0 && length <= MAX_CONFIGURATION, "has a configuration that is too large");
      byte[] configuration = in.readNBytes(length);
      int count = in.readInt();
      require(count >= 0 && count <= maxBlocks, "has too many blocks");
      var blocks = new ArrayList<Block>(count);
      for (int i = 0; i < count; i++) {
        blocks.add(block(in));
      }
      long expected = sum.getValue();
      require(in.readLong() == expected, "is damaged");
      return Optional.of(new Snapshot(Json.read(configuration, Configuration.class), blocks));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private static Block block(DataInputStream in) throws IOException {
    var target = BlockTarget.ofKey(in.readUTF());
    var id = new UUID(in.readLong(), in.readLong());
    var services = EnumSet.noneOf(Service.class);
    for (int count = in.readUnsignedByte(); count > 0; count--) {
      services.add(Service.valueOf(in.readUTF()));
    }
    var origin = Origin.valueOf(in.readUTF());
    return new Block(id, target, services, origin, in.readLong(), in.readLong(), in.readLong());
  }

  private void require(boolean condition, String otherwise) throws IOException {
    if (!condition) {
      throw new IOException(file + " " + otherwise);
    }
  }
}
