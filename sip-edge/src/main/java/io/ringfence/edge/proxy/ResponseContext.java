package io.ringfence.edge.proxy;

import io.ringfence.edge.sip.ForwardWriter;
import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.ResponseWriter;
import io.ringfence.edge.sip.SipResponse;
import io.ringfence.edge.sip.Status;
import io.ringfence.edge.timer.TimerWheel;
import io.ringfence.edge.transaction.ServerTransaction;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A forwarded request until its final response has gone back (RFC 3261 §16.7): the branches, and
/// which of their responses is told. Not for several threads.
final class ResponseContext {

  private static final int DECLINED = 600;
  private static final int RETRY_AFTER_SECONDS = 5;

  private final Forwarded forwarded;
  private final ServerTransaction server;
  private final Plumbing plumbing;
  private final Hearing hearing;
  private final List<Branch> branches = new ArrayList<>();
  private final Deque<List<Target>> waiting = new ArrayDeque<>(0);
  private TimerWheel.@Nullable Timer groupTimer;
  private boolean hasSaidTrying;
  private boolean hasMovedOn;
  private boolean isTakenBack;
  private boolean isBegun;
  private boolean isAnswered;
  private boolean isTerminated;

  ResponseContext(
      Forwarded forwarded, ServerTransaction server, Plumbing plumbing, Hearing hearing) {
    this.forwarded = forwarded;
    this.server = server;
    this.plumbing = plumbing;
    this.hearing = hearing;
  }

  /// Says that the request has come, before anything else is done about it.
  void open() {
    if (forwarded.isInvite()) {
      server.onCancel(this::cancel);
      var escort = forwarded.escort();
      if (escort == null || escort.isLogin()) {
        sayTrying();
      }
    }
  }

  /// Whoever knows that its invitation is on its way no longer repeats it.
  private void sayTrying() {
    hasSaidTrying = true;
    server.respond(Status.TRYING.code(), trying());
  }

  /// @param groups of targets, each tried when the one before has come to nothing (step 5 of
  ///     §16.6)
  void begin(List<List<Target>> groups) {
    if (!isAnswered) {
      hearing.begun(this);
      waiting.addAll(groups);
      beginNext();
    }
  }

  private void beginNext() {
    var next = waiting.poll();
    if (next == null) {
      return;
    }
    isBegun = false;
    var group = next.stream().map(to -> new Branch(this, forwarded, to, plumbing)).toList();
    branches.addAll(group);
    group.forEach(Branch::begin);
    isBegun = true;
    if (!waiting.isEmpty()) {
      long at = plumbing.wheel().now() + plumbing.settings().groupPatience().toMillis();
      groupTimer = plumbing.wheel().start(at, () -> ringsTooLong(group));
    }
    conclude();
  }

  /// The next phones ring; those that rang may have said busy already, so nobody waits for them.
  private void ringsTooLong(List<Branch> group) {
    hasMovedOn = true;
    group.forEach(Branch::cancel);
    beginNext();
  }

  /// No further targets are tried.
  private void endSearch() {
    waiting.clear();
    stopGroupTimer();
  }

  private void stopGroupTimer() {
    if (groupTimer != null) {
      groupTimer.stop();
      groupTimer = null;
    }
  }

  private byte[] trying() {
    var writer = begun(Status.TRYING);
    String timestamp = forwarded.request().headers().first(Header.TIMESTAMP);
    return (timestamp == null ? writer : writer.header("Timestamp", timestamp)).end();
  }

  /// Every response comes by here first.
  void received(SipResponse response) {
    var escort = forwarded.escort();
    if (escort != null && (!isAnswered || isTerminated)) {
      escort.received(response);
    }
    if (forwarded.isInvite() && response.isProvisional() && !hasSaidTrying) {
      sayTrying();
    }
    var registration = forwarded.registration();
    if (registration != null && response.isSuccess() && !isAnswered) {
      var now = Instant.ofEpochMilli(plumbing.wheel().now());
      registration.done(forwarded.request(), response, forwarded.source(), now);
    }
  }

  /// Steps 3 to 5: a provisional response goes back at once.
  void provisional(Branch branch, SipResponse response) {
    hearing.provisional(branch, response);
    pass(response, List.of());
  }

  private void pass(SipResponse response, List<String> challenges) {
    byte[] message = plumbing.writer().response(response, challenges, forwarded.homeward(response));
    server.respond(response.status(), message);
  }

  /// A 2xx goes back at once, each of them; the other phones stop ringing (step 10).
  void succeeded(Branch branch, SipResponse response) {
    if (!hearing.succeeded(branch, response)) {
      return;
    }
    if (forwarded.isInvite() || !isAnswered) {
      isAnswered = true;
      endSearch();
      pass(response, List.of());
      cancelOthers(branch);
    }
  }

  void ended(Branch branch) {
    if (branch.status() >= DECLINED) {
      endSearch();
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
    if (isBegun) {
      hearing.cancelled();
      isTakenBack = true;
      endSearch();
      branches.forEach(Branch::cancel);
    } else {
      refuse(Status.REQUEST_TERMINATED);
    }
  }

  /// Takes the invitation back on all its branches and tells the caller, on an operator's order.
  void terminate() {
    if (!isAnswered) {
      isAnswered = true;
      isTerminated = true;
      endSearch();
      branches.forEach(Branch::cancel);
      var status = Status.TEMPORARILY_UNAVAILABLE;
      server.respond(status.code(), begun(status).header("Reason", HangUps.REASON).end());
    }
  }

  /// Answers a request that has not gone on, and now never does.
  void refuse(Status status) {
    if (!isAnswered) {
      isAnswered = true;
      own(status.code());
    }
  }

  boolean isAnswered() {
    return isAnswered;
  }

  /// Gives up a request that has not gone on: it gets no answer.
  void drop() {
    if (!isAnswered) {
      isAnswered = true;
      server.abandon();
    }
  }

  /// Once all branches have ended without success, the best of their responses goes back.
  private void conclude() {
    boolean isOpen = !isBegun || branches.stream().anyMatch(branch -> !branch.isEnded());
    if (isTerminated && !isOpen) {
      dismissEscort();
    }
    boolean hasSucceeded = branches.stream().anyMatch(ResponseContext::isSuccess);
    if (isOpen || hasSucceeded || isAnswered) {
      return;
    }
    stopGroupTimer();
    if (!waiting.isEmpty()) {
      beginNext();
      return;
    }
    isAnswered = true;
    var best = branches.get(BestResponse.of(branches.stream().map(Branch::status).toList()));
    var response = best.response();
    if (hasMovedOn && !isTakenBack && best.status() == Status.REQUEST_TERMINATED.code()) {
      own(Status.TEMPORARILY_UNAVAILABLE.code());
    } else if (response == null || response.status() == Status.SERVICE_UNAVAILABLE.code()) {
      dismissEscort();
      own(best.status());
    } else {
      hearing.failed(response.status());
      answer(response, challenges(best));
    }
  }

  private void dismissEscort() {
    var escort = forwarded.escort();
    if (escort != null) {
      escort.failed();
    }
  }

  private void answer(SipResponse response, List<String> challenges) {
    pass(response, challenges);
    var escort = forwarded.escort();
    if (escort != null && escort.isForgotten(response) && !hasSaidTrying) {
      server.abandon();
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
    if (forwarded.escort() != null && status != Status.REQUEST_TERMINATED.code()) {
      unavailable();
      return;
    }
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
    server.respond(told.code(), begun(told).end());
  }

  /// What a PBX that is away leaves to say: there is no other.
  private void unavailable() {
    var told = Status.SERVICE_UNAVAILABLE;
    hearing.failed(told.code());
    server.respond(told.code(), begun(told).header("Retry-After", RETRY_AFTER_SECONDS).end());
  }

  private ResponseWriter begun(Status told) {
    var request = forwarded.request();
    return plumbing
        .responses()
        .begin(told, told.phrase(), request.headers(), request.via(), forwarded.source());
  }
}
