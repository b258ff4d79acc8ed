package io.ringfence.firewall.nft;

import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// What listens on the ports of the services: each answers every request in its own protocol. The
/// sockets are of the network namespace of the thread that opens them, whoever serves them.
final class Listeners implements Closeable {

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Closeable> open = new ArrayList<>();

  /// An HTTP server, with connections that stay.
  void http(int port) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(port), 50);
    server.createContext(
        "/",
        exchange -> {
          byte[] page = "hello".getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.setExecutor(threads);
    server.start();
    open.add(() -> server.stop(0));
  }

  /// SIP over UDP: 200 to whatever is asked, with the request's own header fields.
  void sipOverUdp(int port) throws IOException {
    udp(port, (socket, request) -> socket.send(reply(request, sip(text(request)))));
  }

  /// SIP over a connection.
  void sipOverTcp(int port) throws IOException {
    tcp(port, "", Listeners::sip);
  }

  private static String sip(String request) {
    return request.replaceFirst("^[^\r]*", "SIP/2.0 200 OK");
  }

  /// A TFTP server (RFC 1350): the first block comes from a port of its own.
  void tftp(int port) throws IOException {
    udp(
        port,
        (_, request) -> {
          try (var transfer = new DatagramSocket()) {
            transfer.send(reply(request, "\0\3\0\1config"));
          }
        });
  }

  /// An SNMP agent: a GetRequest comes back as a Response (RFC 3416 §4.2.1), its value still null.
  void snmp(int port) throws IOException {
    udp(
        port,
        (socket, request) -> {
          byte[] pdu = Arrays.copyOf(request.getData(), request.getLength());
          for (int i = 0; i < pdu.length; i++) {
            if (pdu[i] == (byte) 0xa0) {
              pdu[i] = (byte) 0xa2;
              break;
            }
          }
          socket.send(new DatagramPacket(pdu, pdu.length, request.getSocketAddress()));
        });
  }

  /// A manager interface for CRM: a greeting, and an answer to each action.
  void manager(int port) throws IOException {
    tcp(port, "Asterisk Call Manager/11.0.0\r\n", _ -> "Response: Success\r\n\r\n");
  }

  void anything(int port) throws IOException {
    tcp(port, "", request -> request);
  }

  private interface Udp {
    void answer(DatagramSocket socket, DatagramPacket request) throws IOException;
  }

  private interface Tcp {
    String answer(String request);
  }

  private void udp(int port, Udp answering) throws IOException {
    var socket = new DatagramSocket(new InetSocketAddress(port));
    open.add(socket);
    threads.execute(
        () -> {
          var request = new DatagramPacket(new byte[2_048], 2_048);
          while (!socket.isClosed()) {
            try {
              request.setLength(2_048);
              socket.receive(request);
              answering.answer(socket, request);
            } catch (SocketException e) {
              return;
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          }
        });
  }

  private void tcp(int port, String greeting, Tcp answering) throws IOException {
    var listening = new ServerSocket();
    listening.bind(new InetSocketAddress(port), 50);
    open.add(listening);
    threads.execute(
        () -> {
          while (!listening.isClosed()) {
            try {
              var connection = listening.accept();
              threads.execute(() -> serve(connection, greeting, answering));
            } catch (IOException e) {
              return;
            }
          }
        });
  }

  private static void serve(Socket connection, String greeting, Tcp answering) {
    byte[] request = new byte[2_048];
    try (connection) {
      OutputStream out = connection.getOutputStream();
      out.write(greeting.getBytes(StandardCharsets.US_ASCII));
      int length = connection.getInputStream().read(request);
      while (length > 0) {
        String text = new String(request, 0, length, StandardCharsets.ISO_8859_1);
        out.write(answering.answer(text).getBytes(StandardCharsets.ISO_8859_1));
        length = connection.getInputStream().read(request);
      }
    } catch (IOException e) {
      // The peer is gone, or never was let in.
    }
  }

  private static DatagramPacket reply(DatagramPacket request, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return new DatagramPacket(bytes, bytes.length, request.getSocketAddress());
  }

  private static String text(DatagramPacket request) {
    return new String(request.getData(), 0, request.getLength(), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    for (var one : open) {
      one.close();
    }
    threads.shutdownNow();
  }
}
