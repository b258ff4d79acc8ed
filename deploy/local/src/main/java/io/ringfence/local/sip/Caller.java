package io.ringfence.local.sip;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/// A phone on UDP that calls and is called (RFC 3261 §13), both played by one thread: what the
/// other side is to do is done at its turn.
public final class Caller implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(3);

  private final UdpSocket socket;
  private final SipPhone phone;
  private final String domain;
  private final String account;
  private final String password;
  private String callId = "";
  private int sequence;
  private String invitationUri = "";
  private String invitationTo = "";
  private String invitationBranch = "";

  public Caller(
      InetAddress from, InetSocketAddress server, String domain, String account, String password)
      throws IOException {
    this.socket = new UdpSocket(from, server);
    this.phone = new SipPhone(socket, domain, account, "MD5");
    this.domain = domain;
    this.account = account;
    this.password = password;
  }

  public boolean register(Duration expires) throws IOException {
    return phone.register(password, expires).filter(answer -> answer.status() == 200).isPresent();
  }

  /// A call from invitation to hang-up.
  ///
  /// @return whether every step was answered as it should
  public boolean call(Caller other) throws IOException {
    var invited = invite(other);
    if (invited.isEmpty()) {
      return false;
    }
    var invitation = invited.get();
    other.answer(invitation, 200);
    var answered = await(message -> message.status() == 200);
    if (answered.isEmpty()) {
      return false;
    }
    String to = answered.get().header("To").orElse("");
    var routes = routes(answered.get());
    send("ACK", other.contact(), sequence, to, routes);
    other.await(message -> message.startLine().startsWith("ACK "));
    send("BYE", other.contact(), ++sequence, to, routes);
    var bye = other.await(message -> message.startLine().startsWith("BYE "));
    if (bye.isEmpty()) {
      return false;
    }
    other.answer(bye.get(), 200);
    return await(message -> message.status() == 200).isPresent();
  }

  /// A call that is taken back while it rings.
  public boolean callAndCancel(Caller other) throws IOException {
    var invited = invite(other);
    if (invited.isEmpty()) {
      return false;
    }
    other.answer(invited.get(), 180);
    await(message -> message.status() == 180);
    sendAgain("CANCEL");
    var cancel = other.await(message -> message.startLine().startsWith("CANCEL "));
    if (cancel.isEmpty()) {
      return false;
    }
    other.answer(cancel.get(), 200);
    other.answer(invited.get(), 487);
    var ended = await(message -> message.status() == 487);
    sendAgain("ACK");
    other.await(message -> message.startLine().startsWith("ACK "));
    return ended.isPresent();
  }

  /// Invites with credentials; what the other side gets.
  private Optional<SipMessage> invite(Caller other) throws IOException {
    callId = UUID.randomUUID() + "@soak";
    drain();
    other.drain();
    String uri = "sip:" + other.account + '@' + domain;
    send("INVITE", uri, ++sequence, '<' + uri + '>', List.of());
    var challenged = await(message -> message.status() == 407);
    if (challenged.isEmpty()) {
      return Optional.empty();
    }
    String to = challenged.get().header("To").orElse("");
    String credentials =
        Challenge.of(challenged.get().all("Proxy-Authenticate"), "MD5")
            .map(found -> found.answer(account, password, "INVITE", uri, 1, "soak"))
            .orElse("");
    write("ACK", uri, sequence, to, List.of(), invitationBranch);
    send(
        "INVITE", uri, ++sequence, '<' + uri + '>', List.of("Proxy-Authorization: " + credentials));
    return other.await(message -> message.startLine().startsWith("INVITE "));
  }

  private void drain() throws IOException {
    while (socket.receive(Duration.ofMillis(1)).isPresent()) {
      // What is left of the call before.
    }
  }

  private String contact() {
    return "sip:" + account + '@' + socket.sentBy();
  }

  private static List<String> routes(SipMessage answer) {
    return answer.all("Record-Route").reversed().stream().map(route -> "Route: " + route).toList();
  }

  private void send(String method, String uri, int number, String to, List<String> more)
      throws IOException {
    String branch = "z9hG4bK" + UUID.randomUUID();
    if (method.equals("INVITE")) {
      invitationBranch = branch;
      invitationUri = uri;
      invitationTo = to;
    }
    write(method, uri, number, to, more, branch);
  }

  /// A request that belongs to the transaction of the invitation.
  private void sendAgain(String method) throws IOException {
    write(method, invitationUri, sequence, invitationTo, List.of(), invitationBranch);
  }

  private void write(
      String method, String uri, int number, String to, List<String> more, String branch)
      throws IOException {
    var lines = new ArrayList<String>();
    lines.add(method + ' ' + uri + " SIP/2.0");
    lines.add("Via: SIP/2.0/UDP " + socket.sentBy() + ";branch=" + branch + ";rport");
    lines.add("Max-Forwards: 70");
    lines.add("From: <sip:" + account + '@' + domain + ">;tag=" + account);
    lines.add("To: " + to);
    lines.add("Call-ID: " + callId);
    lines.add("CSeq: " + number + ' ' + method);
    lines.add("Contact: <" + contact() + '>');
    lines.addAll(more);
    lines.add("Content-Length: 0\r\n\r\n");
    socket.send(String.join("\r\n", lines).getBytes(StandardCharsets.UTF_8));
  }

  private void answer(SipMessage request, int status) throws IOException {
    var lines = new ArrayList<String>();
    lines.add("SIP/2.0 " + status + " Soak");
    for (var header : request.headers()) {
      switch (header.name()) {
        case "via", "record-route", "from", "call-id", "cseq" ->
            lines.add(header.name() + ": " + header.value());
        case "to" ->
            lines.add(
                "to: "
                    + header.value()
                    + (header.value().contains("tag=") ? "" : ";tag=" + account));
        default -> {}
      }
    }
    lines.add("Contact: <" + contact() + '>');
    lines.add("Content-Length: 0\r\n\r\n");
    socket.send(String.join("\r\n", lines).getBytes(StandardCharsets.UTF_8));
  }

  private Optional<SipMessage> await(Predicate<SipMessage> wanted) throws IOException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < end) {
      var next = socket.receive(LIMIT);
      if (next.isPresent() && wanted.test(next.get())) {
        return next;
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    socket.close();
  }
}
