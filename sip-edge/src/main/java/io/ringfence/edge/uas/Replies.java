package io.ringfence.edge.uas;

import io.ringfence.edge.call.Lock;
import io.ringfence.edge.digest.Challenges;
import io.ringfence.edge.registrar.Binding;
import io.ringfence.edge.registrar.RegisterOutcome;
import io.ringfence.edge.sip.HeaderTable;
import io.ringfence.edge.sip.Parsed;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.ResponseWriter;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.Status;
import io.ringfence.edge.sip.Via;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Makes the answers. Not for several threads.
final class Replies {

  private static final String ALLOW =
      "REGISTER, OPTIONS, INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, INFO, REFER, SUBSCRIBE, NOTIFY,"
          + " MESSAGE, PUBLISH";
  private static final int RETRY_AFTER_SECONDS = 5;

  private final ResponseWriter writer;

  Replies(ResponseWriter writer) {
    this.writer = writer;
  }

  private ResponseWriter begin(Status status, SipRequest request, Peer peer) {
    return writer.begin(status, status.phrase(), request.headers(), request.via(), peer);
  }

  private Reply end(Via via, Peer peer) {
    return new Reply(writer.end(), via.hasRport() ? peer.port() : via.responsePort());
  }

  Reply plain(Status status, SipRequest request, Peer peer) {
    begin(status, request, peer);
    return end(request.via(), peer);
  }

  Reply because(String reason, SipRequest request, Peer peer) {
    return because(Status.BAD_REQUEST, reason, request, peer);
  }

  Reply because(Status status, String reason, SipRequest request, Peer peer) {
    writer.begin(status, reason, request.headers(), request.via(), peer);
    return end(request.via(), peer);
  }

  Reply refused(Parsed.Refused refused, Peer peer) {
    return bare(refused.status(), refused.reason(), refused.headers(), refused.via(), peer);
  }

  Reply plain(Status status, HeaderTable headers, Via via, Peer peer) {
    return bare(status, status.phrase(), headers, via, peer);
  }

  private Reply bare(Status status, String phrase, HeaderTable headers, Via via, Peer peer) {
    writer.begin(status, phrase, headers, via, peer);
    return end(via, peer);
  }

  Reply allowed(Status status, SipRequest request, Peer peer) {
    begin(status, request, peer).header("Allow", ALLOW);
    return end(request.via(), peer);
  }

  Reply challenge(Challenger as, Challenges challenges, SipRequest request, Peer peer) {
    begin(as.status(), request, peer);
    for (byte[] start : challenges.starts()) {
      writer.header(as.challenge(), start, challenges.end());
    }
    return end(request.via(), peer);
  }

  Reply unavailable(SipRequest request, Peer peer) {
    begin(Status.SERVICE_UNAVAILABLE, request, peer).header("Retry-After", RETRY_AFTER_SECONDS);
    return end(request.via(), peer);
  }

  Reply locked(Lock lock, SipRequest request, Peer peer) {
    begin(Status.FORBIDDEN, request, peer).header("Reason", lock.reason());
    return end(request.via(), peer);
  }

  Reply unsupported(List<String> extensions, SipRequest request, Peer peer) {
    begin(Status.BAD_EXTENSION, request, peer).header("Unsupported", String.join(", ", extensions));
    return end(request.via(), peer);
  }

  Reply tooBrief(Duration minExpires, SipRequest request, Peer peer) {
    begin(Status.INTERVAL_TOO_BRIEF, request, peer).header("Min-Expires", minExpires.toSeconds());
    return end(request.via(), peer);
  }

  Reply registered(RegisterOutcome.Done done, SipRequest request, Peer peer, Instant now) {
    begin(Status.OK, request, peer);
    for (Binding binding : done.bindings()) {
      long left = Math.max(1, Duration.between(now, binding.expiresAt()).toSeconds());
      writer.header("Contact", "<" + binding.contact() + ">;expires=" + left + more(binding));
    }
    for (String path : done.path()) {
      writer.header("Path", path);
    }
    var flowTimer = done.flowTimer();
    if (flowTimer != null) {
      writer.header("Require", "outbound");
      if (peer.isConnected()) {
        writer.header("Flow-Timer", flowTimer.toSeconds());
      }
    }
    return end(request.via(), peer);
  }

  /// Parameters of a contact that few have.
  private static String more(Binding binding) {
    var flow = binding.flow();
    if (flow == null && binding.q() == Binding.MAX_Q) {
      return "";
    }
    String q =
        binding.q() == Binding.MAX_Q
            ? ""
            : ";q=0." + Integer.toString(Binding.MAX_Q + binding.q()).substring(1);
    return flow == null
        ? q
        : q + ";+sip.instance=\"<" + flow.instance() + ">\";reg-id=" + flow.regId();
  }
}
