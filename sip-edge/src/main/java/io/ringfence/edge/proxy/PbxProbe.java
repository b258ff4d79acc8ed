package io.ringfence.edge.proxy;

import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipResponse;
import io.ringfence.edge.sip.SipUri;
import io.ringfence.edge.transaction.ClientUser;
import io.ringfence.edge.transaction.Sender;
import io.ringfence.edge.transaction.Timings;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Asks the PBX every now and then whether it is there (RFC 3261 §11): any answer says so. As long
/// as nobody was asked it is taken to be.
final class PbxProbe {

  private static final int RADIX = 36;

  private final Plumbing plumbing;
  private final List<SipUri> uris;
  private final RandomGenerator random;
  private final Map<SipUri, Boolean> answers = new HashMap<>();
  private volatile boolean isReachable = true;

  PbxProbe(Plumbing plumbing, List<SipUri> uris, RandomGenerator random) {
    this.plumbing = plumbing;
    this.uris = List.copyOf(uris);
    this.random = random;
  }

  /// For any thread.
  boolean isReachable() {
    return isReachable;
  }

  private void answered(SipUri uri, boolean isThere) {
    answers.put(uri, isThere);
    isReachable = answers.containsValue(true);
  }

  void ask() {
    for (SipUri uri : uris) {
      plumbing.locator().locate(uri, servers -> ask(uri, servers));
    }
  }

  private void ask(SipUri uri, List<Peer> servers) {
    if (servers.isEmpty()) {
      answered(uri, false);
      return;
    }
    answers.putIfAbsent(uri, true);
    new Question(uri, servers).next();
  }

  private String chance() {
    return Long.toUnsignedString(random.nextLong(), RADIX);
  }

  /// One OPTIONS, sent to a URI's servers one after the other until one answers.
  private final class Question implements ClientUser {

    private final SipUri uri;
    private final List<Peer> servers;
    private int tried;

    Question(SipUri uri, List<Peer> servers) {
      this.uri = uri;
      this.servers = servers;
    }

    void next() {
      if (tried == servers.size()) {
        answered(uri, false);
        return;
      }
      plumbing
          .outbound()
          .connect(
              servers.get(tried++),
              uri.host(),
              server -> {
                if (server == null) {
                  next();
                } else {
                  send(server);
                }
              });
    }

    private void send(Peer server) {
      String branch = plumbing.loops().branch();
      long patience = plumbing.settings().upstreamPatience().toMillis();
      var timings = Timings.of(server.isConnected()).withPatience(patience);
      byte[] options = options(server, branch).getBytes(StandardCharsets.UTF_8);
      plumbing
          .transactions()
          .send(options, branch, "OPTIONS", server, timings, new Sender.Trusted(), this);
    }

    private String options(Peer server, String branch) {
      String domain = plumbing.here().domain().name();
      return """
          OPTIONS %s SIP/2.0
          Via: %s
          Max-Forwards: 70
          From: <sip:%s>;tag=%s
          To: <%s>
          Call-ID: %s
          CSeq: 1 OPTIONS
          Content-Length: 0

          """
          .replace("\n", "\r\n")
          .formatted(
              uri.text(),
              plumbing.here().via(server, branch),
              domain,
              chance(),
              uri.text(),
              chance() + chance());
    }

    @Override
    public void received(SipResponse response) {
      if (!response.isProvisional()) {
        answered(uri, true);
      }
    }

    @Override
    public void failed(Failure failure) {
      next();
    }

    @Override
    public byte[] ack(SipResponse response) {
      throw new IllegalStateException("only INVITE is acknowledged");
    }
  }
}
