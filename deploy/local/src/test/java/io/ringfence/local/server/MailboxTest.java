package io.ringfence.local.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailboxTest {

  @TempDir private Path folder;

  @Test
  void keepsAReceivedMailAsAFile() throws Exception {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    var server = Mailbox.server(new MailFolder(folder, 10), port);
    server.start();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        var in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      for (String line :
          List.of(
              "HELO x",
              "MAIL FROM:<a@example.org>",
              "RCPT TO:<b@example.org>",
              "DATA",
              "Subject: hello\r\n\r\ntext\r\n.")) {
        assertThat(in.readLine()).matches("[23].*");
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
      }
      assertThat(in.readLine()).startsWith("250");
    } finally {
      server.stop();
    }
    assertThat(mails()).hasSize(1);
    assertThat(Files.readString(mails().getFirst())).contains("Subject: hello", "text");
  }

  @Test
  void dropsTheOldest_whenItIsFull() throws Exception {
    var mails = new MailFolder(folder, 3);
    for (int i = 0; i < 5; i++) {
      mails.add(new byte[] {(byte) ('0' + i)}, Instant.ofEpochSecond(i));
    }
    assertThat(mails()).extracting(Files::readString).containsExactly("2", "3", "4");
  }

  private List<Path> mails() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
