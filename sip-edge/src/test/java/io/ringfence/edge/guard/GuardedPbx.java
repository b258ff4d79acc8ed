package io.ringfence.edge.guard;

import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.SipPhone;
import io.ringfence.edge.proxy.ReturnRoute;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipUri;
import io.ringfence.edge.sip.Wire.Sent;
import io.ringfence.edge.uas.Bench;
import java.util.HexFormat;
import java.util.List;

/// Phones and a PBX, step by step, with the whole edge between them. Written from the RFCs, apart
/// from the server's code.
final class GuardedPbx {

  static final Peer PBX = udp("192.0.2.50", 5_060);
  static final Peer PHONE = udp("203.0.113.9", 41_000);
  static final Peer OTHER = udp("203.0.113.10", 42_000);

  final Bench bench;
  private int number;

  GuardedPbx() {
    this(ReturnRoute.PATH_AND_CONTACT, GuardSettings.DEFAULT);
  }

  GuardedPbx(ReturnRoute how, GuardSettings settings) {
    try {
      bench = Bench.guarding("pbx.example", SipUri.parse("sip:192.0.2.50"), how, settings);
    } catch (SipParseException e) {
      throw new AssertionError(e);
    }
  }

  static Peer udp(String address, int port) {
    return new Peer(IpAddress.parse(address), port, Transport.UDP);
  }

  static Peer tcp(String address, int port, long connection) {
    return new Peer(IpAddress.parse(address), port, Transport.TCP, connection);
  }

  String request(String method, String uri, String user, String more) {
    number++;
    return """
        %s %s SIP/2.0
        Via: SIP/2.0/UDP 10.0.0.7:5060;branch=z9hG4bK%s;rport
        Max-Forwards: 70
        From: <sip:%s@pbx.example>;tag=caller
        To: <%s>
        Call-ID: call-%s
        CSeq: %d %s
        Contact: <sip:%s@10.0.0.7:5060>;expires=600
        %sContent-Length: 0

        """
        .replace("\n", "\r\n")
        .formatted(
            method,
            uri,
            number,
            user,
            method.equals("REGISTER") ? "sip:" + user + "@pbx.example" : uri,
            user,
            number,
            method,
            user,
            more);
  }

  String register(String user, String more) {
    return request("REGISTER", "sip:pbx.example", user, more);
  }

  /// Credentials whose response nobody computes: the PBX is played.
  static String credentials(String header, String user, String nonce) {
    return ("%s: Digest username=\"%s\", realm=\"pbx\", nonce=\"%s\", uri=\"sip:pbx.example\","
            + " response=\"%s\"\r\n")
        .formatted(
            header, user, nonce, HexFormat.of().formatHex(SipPhone.raw("MD5", user + nonce)));
  }

  /// What the PBX got since this was asked last.
  List<Sent> atPbx() {
    return bench.wire.take(PBX);
  }

  Sent oneAtPbx() {
    return bench.wire.one(PBX);
  }

  static String answer(Sent request, int status, String more) {
    var text = new StringBuilder("SIP/2.0 " + status + " Whatever\r\n");
    for (String name : new String[] {"Via", "Record-Route", "From"}) {
      request.all(name).forEach(value -> text.append(name + ": " + value + "\r\n"));
    }
    String to = request.header("To");
    text.append("To: " + to + (to.contains("tag=") ? "" : ";tag=callee") + "\r\n");
    text.append("Call-ID: " + request.header("Call-ID") + "\r\n");
    text.append("CSeq: " + request.header("CSeq") + "\r\n");
    return text + more + "Content-Length: 0\r\n\r\n";
  }

  void answers(Sent request, int status, String more) {
    bench.send(answer(request, status, more), PBX);
  }

  static String challenge(String nonce, String more) {
    return "WWW-Authenticate: Digest realm=\"pbx\", nonce=\"" + nonce + "\"" + more + "\r\n";
  }

  /// A phone is challenged with this nonce.
  void challenged(String user, String nonce, Peer peer) {
    bench.send(register(user, ""), peer);
    answers(oneAtPbx(), 401, challenge(nonce, ""));
    bench.wire.take(peer);
  }

  /// A phone tries to log in, having been challenged; what the PBX gets of it.
  Sent login(String user, String nonce, Peer peer) {
    challenged(user, nonce, peer);
    bench.send(register(user, credentials("Authorization", user, nonce)), peer);
    return oneAtPbx();
  }

  /// A phone registers; what the PBX got.
  Sent registered(String user, Peer peer) {
    var login = login(user, "nonce-" + user + number, peer);
    answers(login, 200, "Contact: " + login.header("Contact") + "\r\n");
    return login;
  }
}
