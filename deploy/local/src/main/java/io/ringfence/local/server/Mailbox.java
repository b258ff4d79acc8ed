package io.ringfence.local.server;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/// An SMTP server that keeps every mail as a file. It relays nothing and listens on this machine
/// alone.
///
/// Arguments: the folder, the port.
public final class Mailbox {

  private static final int MAX_MAILS = 5_000;
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_CONNECTIONS = 50;

  private Mailbox() {}

  public static void main(String[] arguments) throws Exception {
    var server =
        server(new MailFolder(Path.of(arguments[0]), MAX_MAILS), Integer.parseInt(arguments[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "stop"));
    server.start();
  }

  static SMTPServer server(MailFolder folder, int port) {
    return SMTPServer.port(port)
        .bindAddress(InetAddress.ofLiteral("127.0.0.1"))
        .hostName("mailbox.ringfence.local")
        .softwareName("Ringfence mailbox")
        .maxConnections(MAX_CONNECTIONS)
        .maxMessageSize(MAX_BYTES)
        .insertReceivedHeaders(false)
        .messageHandler((context, from, to, mail) -> keep(folder, mail))
        .build();
  }

  private static void keep(MailFolder folder, byte[] mail) throws RejectException {
    try {
      folder.add(mail, Instant.now());
    } catch (IOException e) {
      throw new RejectException(452, "cannot keep the mail: " + e.getMessage());
    }
  }
}
