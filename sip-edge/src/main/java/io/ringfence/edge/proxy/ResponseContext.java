package io.ringfence.edge.proxy;

import io.ringfence.edge.sip.ForwardWriter;
import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.ResponseWriter;
import io.ringfence.edge.sip.SipResponse;
import io.ringfence.edge.sip.Status;
import io.ringfence.edge.transaction.ServerTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A forwarded request until its final response has gone back (RFC 3261 §16.7): the branches, and
/// which of their responses is told. Not for several threads.
final class ResponseContext {

  private static final int DECLINED = 600;

  private final Forwarded forwarded;
  private final ServerTransaction server;
  private final Plumbing plumbing;
  private final Hearing hearing;
  private final List<Branch> branches = new ArrayList<>();
  private boolean isBegun;
  private boolean isAnswered;

  ResponseContext(
      Forwarded forwarded, ServerTransaction server, Plumbing plumbing, Hearing hearing) {
    this.forwarded = forwarded;
    this.server = server;
    this.plumbing = plumbing;
    this.hearing = hearing;
  }

  void begin(List<Target> targets) {
    if (forwarded.isInvite()) {
      server.onCancel(this::cancel);
      server.respond(Status.TRYING.code(), trying());
    }
    for (Target target : targets) {
      branches.add(new Branch(this, forwarded, target, plumbing));
    }
    branches.forEach(Branch::begin);
    isBegun = true;
    conclude();
  }

  private byte[] trying() {
    var writer = response(Status.TRYING);
    String timestamp = forwarded.request().headers().first(Header.TIMESTAMP);
    return (timestamp == null ? writer : writer.header("Timestamp", timestamp)).end();
  }

  /// Steps 3 to 5: a provisional response goes back at once.
  void provisional(Branch branch, SipResponse response) {
    hearing.provisional(branch, response);
    server.respond(response.status(), plumbing.writer().response(response, List.of()));
  }

  /// A 2xx goes back at once, each of them; the other phones stop ringing (step 10).
  void succeeded(Branch branch, SipResponse response) {
    if (!hearing.succeeded(branch, response)) {
      return;
    }
    if (forwarded.isInvite() || !isAnswered) {
      isAnswered = true;
      server.respond(response.status(), plumbing.writer().response(response, List.of()));
      cancelOthers(branch);
    }
  }

  void ended(Branch branch) {
    if (branch.status() >= DECLINED) {
      cancelOthers(branch);
    }
    conclude();
  }

  private void cancelOthers(Branch branch) {
    if (forwarded.isInvite()) {
      for (Branch other : branches) {
        if (other != branch) {
          other.cancel();
        }
      }
    }
  }

  /// The caller takes the request back (§16.10).
  private void cancel() {
    hearing.cancelled();
    branches.forEach(Branch::cancel);
  }

  /// Once all branches have ended without success, the best of their responses goes back.
  private void conclude() {
    boolean isOpen = !isBegun || branches.stream().anyMatch(branch -> !branch.isEnded());
    boolean hasSucceeded = branches.stream().anyMatch(ResponseContext::isSuccess);
    if (isOpen || hasSucceeded || isAnswered) {
      return;
    }
    isAnswered = true;
    var best = branches.get(BestResponse.of(branches.stream().map(Branch::status).toList()));
    var response = best.response();
    if (response == null || response.status() == Status.SERVICE_UNAVAILABLE.code()) {
      own(best.status());
    } else {
      hearing.failed(response.status());
      server.respond(response.status(), plumbing.writer().response(response, challenges(best)));
    }
  }

  private static boolean isSuccess(Branch branch) {
    return branch.status() >= 200 && branch.status() < 300;
  }

  /// The challenges of all branches go back together (step 7).
  private List<String> challenges(Branch best) {
    if (best.status() != Status.UNAUTHORIZED.code()
        && best.status() != Status.PROXY_AUTHENTICATION_REQUIRED.code()) {
      return List.of();
    }
    return branches.stream()
        .filter(branch -> branch != best)
        .filter(branch -> branch.status() == 401 || branch.status() == 407)
        .flatMap(branch -> Stream.ofNullable(branch.response()))
        .flatMap(response -> ForwardWriter.challenges(response).stream())
        .toList();
  }

  /// A response of our own. That a server is overloaded is not told as if we were (step 6); that a
  /// request other than INVITE timed out is not told at all, the caller's timer has fired too (RFC
  /// 4320 §4.2).
  private void own(int status) {
    if (status == Status.REQUEST_TIMEOUT.code() && !forwarded.isInvite()) {
      hearing.failed(status);
      server.abandon();
      return;
    }
    var told =
        switch (status) {
          case 408 -> Status.REQUEST_TIMEOUT;
          case 480 -> Status.TEMPORARILY_UNAVAILABLE;
          case 487 -> Status.REQUEST_TERMINATED;
          default -> Status.SERVER_INTERNAL_ERROR;
        };
    hearing.failed(told.code());
    server.respond(told.code(), response(told).end());
  }

  private ResponseWriter response(Status status) {
    var request = forwarded.request();
    return plumbing
        .responses()
        .begin(status, status.phrase(), request.headers(), request.via(), forwarded.source());
  }

  /// Takes the invitation back on all its branches and tells the caller, on an operator's order.
  void terminate() {
    if (!isAnswered) {
      isAnswered = true;
      branches.forEach(Branch::cancel);
      var status = Status.TEMPORARILY_UNAVAILABLE;
      server.respond(status.code(), response(status).header("Reason", HangUps.REASON).end());
    }
  }
}
