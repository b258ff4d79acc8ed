package io.ringfence.edge.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/// The blocks of a PEM text (RFC 7468).
record Pem(List<Block> blocks) {

  /// One block.
  ///
  /// @param label as `CERTIFICATE`
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Block(String label, byte[] der) {

    /// It may be a secret.
    @Override
    public String toString() {
      return label;
    }
  }

  private static final long MAX_BYTES = 1 << 20;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

  /// @throws IOException when it cannot be read, or is larger than any such file
  static String read(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + " is larger than a PEM file");
    }
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  static Pem parse(String text) throws TlsException {
    var blocks = new ArrayList<Block>();
    var matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      try {
        byte[] der = Base64.getMimeDecoder().decode(matcher.group(2));
        blocks.add(new Block(matcher.group(1), der));
      } catch (IllegalArgumentException e) {
        throw new TlsException("a block " + matcher.group(1) + " is not base64", e);
      }
    }
    return new Pem(blocks);
  }
}
