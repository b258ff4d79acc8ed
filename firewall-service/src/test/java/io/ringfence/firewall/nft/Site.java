package io.ringfence.firewall.nft;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Three machines: the node, clients with a cable to it, and a machine behind the node, as a
/// container is behind its host. The node forwards what is for the machine behind it, and what is
/// for the published ports of its own it hands on to there, as `docker -p` does.
///
/// Listening are the real sip-edge as a process where it is built, Debian's `snmpd` and `tftpd-hpa`
/// where they are installed, and HTTP and TCP servers. SIP over TLS and WebSocket, and all that is
/// not there, have servers of the test's own that stand in for them.
final class Site implements Closeable {

  static final String NODE = "10.9.0.1";
  static final String NODE_V6 = "fd00:9::1";
  static final String BEHIND = "10.20.0.2";
  static final String BEHIND_V6 = "fd00:20::2";

  /// Ports of the node's own addresses that lead to the machine behind it.
  static final int PUBLISHED_TCP = 8089;

  static final int PUBLISHED_UDP = 8090;

  /// Ports of the machine behind the node.
  static final int ROUTED_TCP = 8091;

  static final int ROUTED_UDP = 8092;

  static final int SSH = 22;

  private final Namespace node = Namespace.create();
  private final Namespace clients = Namespace.create();
  private final Namespace behind = Namespace.create();
  private final List<Closeable> open = new ArrayList<>();
  private final boolean isWithEdge;

  /// @param addresses of the clients, in 10.9.0.0/16 and fd00:9::/48
  /// @param folder for what the servers keep
  Site(List<String> addresses, Path folder) throws IOException {
    var nodes = List.of(NODE + "/16", NODE_V6 + "/48");
    var theirs = addresses.stream().map(one -> one + (isV6(one) ? "/48" : "/16")).toList();
    Namespace.connect(node, nodes, clients, theirs);
    Namespace.connect(
        node,
        List.of("10.20.0.1/24", "fd00:20::1/64"),
        behind,
        List.of(BEHIND + "/24", BEHIND_V6 + "/64"));
    clients.route(NODE, NODE_V6);
    behind.route("10.20.0.1", "fd00:20::1");
    node.call(Site::forward);
    open.add(node.call(Site::listen));
    open.add(behind.call(Site::listenBehind));
    var edge = Daemon.sipEdge(node, folder, NODE, NODE_V6);
    var snmpd = Daemon.snmpd(node, folder);
    var tftpd = Daemon.tftpd(node, folder);
    isWithEdge = edge.isPresent();
    edge.ifPresent(one -> open.add(one::close));
    snmpd.ifPresent(one -> open.add(one::close));
    tftpd.ifPresent(one -> open.add(one::close));
    open.add(node.call(() -> standIns(edge.isEmpty(), snmpd.isEmpty(), tftpd.isEmpty())));
  }

  /// Whether SIP is answered by the real sip-edge.
  boolean isWithEdge() {
    return isWithEdge;
  }

  static boolean isV6(String address) {
    return address.indexOf(':') >= 0;
  }

  /// On the node's own thread, such as for its rules.
  <T> T onNode(Callable<T> task) {
    return node.call(task);
  }

  <T> T onClients(Callable<T> task) {
    return clients.call(task);
  }

  private static boolean forward() throws Exception {
    Files.writeString(Path.of("/proc/sys/net/ipv4/ip_forward"), "1");
    Files.writeString(Path.of("/proc/sys/net/ipv6/conf/all/forwarding"), "1");
    String published =
        """
        table %1$s published {
          chain prerouting {
            type nat hook prerouting priority dstnat;
            fib daddr type local tcp dport %2$d dnat to %4$s
            fib daddr type local udp dport %3$d dnat to %4$s
          }
        }
        """;
    try (var nft = NftContext.open()) {
      nft.run(published.formatted("ip", PUBLISHED_TCP, PUBLISHED_UDP, BEHIND));
      nft.run(published.formatted("ip6", PUBLISHED_TCP, PUBLISHED_UDP, BEHIND_V6));
    }
    return true;
  }

  private static Listeners listen() throws IOException {
    var all = new Listeners();
    for (int port : new int[] {80, 443, 4021, 8088}) {
      all.http(port);
    }
    for (int port : new int[] {5061, 5066, 5067}) {
      all.sipOverTcp(port);
    }
    all.manager(5038);
    all.anything(873);
    all.sipOverUdp(8730);
    all.anything(SSH);
    return all;
  }

  private static Listeners standIns(boolean edge, boolean snmp, boolean tftp) throws IOException {
    var all = new Listeners();
    if (edge) {
      all.sipOverUdp(5060);
      all.sipOverTcp(5060);
    }
    if (snmp) {
      all.snmp(161);
    }
    if (tftp) {
      all.tftp(69);
    }
    return all;
  }

  private static Listeners listenBehind() throws IOException {
    var all = new Listeners();
    all.http(PUBLISHED_TCP);
    all.sipOverUdp(PUBLISHED_UDP);
    all.http(ROUTED_TCP);
    all.sipOverUdp(ROUTED_UDP);
    return all;
  }

  @Override
  public void close() throws IOException {
    for (var one : open) {
      one.close();
    }
    List.of(node, clients, behind).forEach(Namespace::close);
  }
}
