package io.ringfence.edge.proxy;

import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.SipPhone;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipUri;
import io.ringfence.edge.sip.Wire.Sent;
import io.ringfence.edge.uas.Bench;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A call from 100 to 200 through the whole server, step by step, at a time the test sets. Written
/// from the RFCs, apart from the server's code.
final class Call {

  static final Peer CALLER = udp("198.51.100.7", 40_000);
  static final Peer PHONE = udp("203.0.113.9", 41_000);
  static final Peer TRUNK = udp("192.0.2.50", 5_060);
  static final Peer SECOND = udp("203.0.113.10", 42_000);

  final Bench bench;
  private int cseq;

  Call(Bench bench) {
    this.bench = bench;
  }

  /// Accounts 100 and 200, the latter at [#PHONE], and all else behind [#TRUNK].
  static Call betweenAccountsAndTrunk() throws SipParseException {
    var upstreams = List.of(SipUri.parse("sip:192.0.2.50"));
    var bench = new Bench("ringfence.local", upstreams, "100", "secret", "200", "other");
    bench.bind("200", "sip:200@10.1.1.1:5062", PHONE);
    return new Call(bench);
  }

  static Peer udp(String address, int port) {
    return new Peer(IpAddress.parse(address), port, Transport.UDP);
  }

  static Peer tcp(String address, int port, long connection) {
    return new Peer(IpAddress.parse(address), port, Transport.TCP, connection);
  }

  /// A request from 100, without credentials.
  String request(String method, String uri, String more) {
    return request(method, uri, "z9hG4bK" + method + ++cseq, "100", "ringfence.local", more);
  }

  String request(
      String method, String uri, String branch, String user, String domain, String more) {
    return """
        %s %s SIP/2.0
        Via: SIP/2.0/UDP 10.0.0.7:5060;branch=%s;rport
        From: "One" <sip:%s@%s>;tag=caller
        To: <%s>
        Call-ID: call-1
        CSeq: %d %s
        Contact: <sip:%s@10.0.0.7:5060>
        Max-Forwards: 70
        %sContent-Length: 4

        body"""
        .replace("\n", "\r\n")
        .formatted(method, uri, branch, user, domain, uri, ++cseq, method, user, more);
  }

  /// Adds what answers the 407 to a request of 100.
  String authorized(String request, String user, String password) {
    String challenged = String.valueOf(bench.send(request, CALLER));
    var nonce = Pattern.compile("nonce=\"([^\"]*)\"").matcher(challenged);
    if (!challenged.startsWith("SIP/2.0 407") || !nonce.find()) {
      throw new AssertionError("not challenged: " + challenged);
    }
    String method = request.substring(0, request.indexOf(' '));
    String uri = request.replaceFirst("(?s)^\\S+ (\\S+) .*", "$1");
    String credentials = credentials(user, password, method, uri, nonce.group(1));
    return request
        .replaceFirst("branch=([^;]*);", "branch=$1a;")
        .replace("Contact:", "Proxy-Authorization: " + credentials + "\r\nContact:");
  }

  static String credentials(String user, String password, String method, String uri, String nonce) {
    String ha1 = hex(user + ":ringfence.local:" + password);
    String response = hex(ha1 + ":" + nonce + ":00000001:0a4f113b:auth:" + hex(method + ":" + uri));
    return ("Digest username=\"%s\", realm=\"ringfence.local\", nonce=\"%s\", uri=\"%s\","
            + " response=\"%s\", algorithm=MD5, cnonce=\"0a4f113b\", qop=auth, nc=00000001")
        .formatted(user, nonce, uri, response);
  }

  private static String hex(String text) {
    return java.util.HexFormat.of().formatHex(SipPhone.raw("MD5", text));
  }

  /// Invites 200 with the right password.
  @Nullable String invite(String more) {
    return bench.send(
        authorized(request("INVITE", "sip:200@ringfence.local", more), "100", "secret"), CALLER);
  }

  /// What a phone answers a request it got.
  static String answer(Sent request, int status, String toTag, String more) {
    var text = new StringBuilder("SIP/2.0 " + status + " Whatever\r\n");
    for (String name : new String[] {"Via", "Record-Route", "From"}) {
      request.all(name).forEach(value -> text.append(name + ": " + value + "\r\n"));
    }
    String to = request.header("To");
    text.append("To: " + to + (to.contains("tag=") ? "" : ";tag=" + toTag) + "\r\n");
    text.append("Call-ID: " + request.header("Call-ID") + "\r\n");
    text.append("CSeq: " + request.header("CSeq") + "\r\n");
    return text + more + "Content-Length: 0\r\n\r\n";
  }

  void answers(Peer phone, Sent request, int status) {
    bench.send(answer(request, status, "callee" + phone.port(), ""), phone);
  }

  /// A request within the dialog of a 2xx that the caller got, by either side.
  String within(Sent ok, String method, boolean isFromCaller) {
    var recorded =
        ok.all("Record-Route").stream().flatMap(line -> Stream.of(line.split(", *"))).toList();
    var routes = isFromCaller ? recorded.reversed() : recorded;
    int number = ++cseq;
    String contact = ok.header("Contact").replaceAll("[<>]", "");
    return """
        %s %s SIP/2.0
        Via: SIP/2.0/UDP 10.0.0.7:5060;branch=z9hG4bKwithin%d;rport
        %sFrom: %s
        To: %s
        Call-ID: %s
        CSeq: %d %s
        Contact: <%s>
        Max-Forwards: 70
        Content-Length: 0

        """
        .replace("\n", "\r\n")
        .formatted(
            method,
            isFromCaller ? contact : "sip:100@10.0.0.7:5060",
            number,
            routes.stream().map(route -> "Route: " + route + "\r\n").collect(Collectors.joining()),
            ok.header(isFromCaller ? "From" : "To"),
            ok.header(isFromCaller ? "To" : "From"),
            ok.header("Call-ID"),
            number,
            method,
            isFromCaller ? "sip:100@10.0.0.7:5060" : contact);
  }

  /// Registers with this password; what came of it.
  String register(String user, String password) {
    String request =
        request(
                "REGISTER",
                "sip:ringfence.local",
                "z9hG4bKreg" + ++cseq,
                user,
                "ringfence.local",
                "")
            .replaceFirst("To: <[^>]*>", "To: <sip:" + user + "@ringfence.local>");
    String challenged = String.valueOf(bench.send(request, CALLER));
    var nonce = Pattern.compile("nonce=\"([^\"]*)\"").matcher(challenged);
    if (!nonce.find()) {
      throw new AssertionError("not challenged: " + challenged);
    }
    String credentials =
        credentials(user, password, "REGISTER", "sip:ringfence.local", nonce.group(1));
    return String.valueOf(
        bench.send(
            request
                .replaceFirst("branch=([^;]*);", "branch=$1a;")
                .replace("Contact:", "Authorization: " + credentials + "\r\nContact:"),
            CALLER));
  }
}
