package io.ringfence.edge.sip;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The way out in memory: what was sent is kept, and flows can be cut.
public final class Wire implements Outbound {

  /// @param to where it was sent
  public record Sent(String text, Peer to) {

    public String firstLine() {
      return text.substring(0, text.indexOf('\r'));
    }

    /// The values of a header field, in order.
    public List<String> all(String name) {
      return text.lines()
          .takeWhile(line -> !line.isEmpty())
          .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
          .map(line -> line.substring(name.length() + 1).strip())
          .toList();
    }

    public String header(String name) {
      return all(name).getFirst();
    }

    public String branch() {
      return header("Via").replaceFirst(".*branch=([^;,]*).*", "$1");
    }
  }

  private final String host;

  public Wire() {
    this("192.0.2.1");
  }

  /// @param host ours, at port 5060
  public Wire(String host) {
    this.host = host;
  }

  public final List<Sent> sent = new ArrayList<>();
  public final Set<Peer> closed = new HashSet<>();

  @Override
  public boolean send(byte[] message, Peer peer) {
    if (closed.contains(peer)) {
      return false;
    }
    sent.add(new Sent(new String(message, StandardCharsets.UTF_8), peer));
    return true;
  }

  /// Connections are there unless they are closed.
  @Override
  public void connect(Peer server, String domain, Consumer<@Nullable Peer> whenOpen) {
    whenOpen.accept(closed.contains(server) ? null : server);
  }

  @Override
  public boolean isOpen(Peer peer) {
    return !closed.contains(peer);
  }

  @Override
  public String sentBy(Peer peer) {
    return host + ":5060";
  }

  @Override
  public boolean isHere(String host, int port) {
    return this.host.equals(host) && (port < 0 || port == 5_060);
  }

  /// What was sent to a peer since this was asked last.
  public List<Sent> take(Peer peer) {
    var taken = sent.stream().filter(one -> one.to().equals(peer)).toList();
    sent.removeAll(taken);
    return taken;
  }

  /// The one message that was sent to a peer since this was asked last.
  public Sent one(Peer peer) {
    var taken = take(peer);
    if (taken.size() != 1) {
      throw new AssertionError("not one message but " + taken + "; others: " + sent);
    }
    return taken.getFirst();
  }
}
