package io.ringfence.edge.proxy;

import io.ringfence.edge.proxy.FlowTokens.End;
import io.ringfence.edge.sip.FieldEdit;
import io.ringfence.edge.sip.ForwardWriter.Edits;
import io.ringfence.edge.sip.ForwardWriter.Identity;
import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.Method;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.SipResponse;
import io.ringfence.edge.transaction.Sender;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request as it is sent on: which of its fields change, the same for every branch of it.
///
/// @param source where it came from
/// @param isFromPhone whether later requests to the caller take the flow that this one came by;
///     otherwise its Contact says where it is
/// @param maxBreadth of each branch; 0 when the request has none
/// @param sender on whose behalf
/// @param escort of a request to a PBX
/// @param registration of a REGISTER to a PBX
record Forwarded(
    SipRequest request,
    Peer source,
    boolean isFromPhone,
    int maxBreadth,
    Sender sender,
    @Nullable Escort escort,
    @Nullable Registration registration) {

  private static final int DEFAULT_MAX_FORWARDS = 70;

  Forwarded(SipRequest request, Peer source, boolean isFromPhone, int maxBreadth, Sender sender) {
    this(request, source, isFromPhone, maxBreadth, sender, null, null);
  }

  Forwarded with(Escort goesAlong, Sender as) {
    return new Forwarded(request, source, isFromPhone, maxBreadth, as, goesAlong, registration);
  }

  /// What changes on the way to one server.
  Edits edits(Target target, Peer next, String branch, Plumbing plumbing) {
    int left = request.maxForwards();
    return new Edits(
        target.uri(),
        plumbing.here().via(next, branch),
        beginsDialog() ? recordRoutes(target, next, plumbing) : List.of(),
        target.routes(),
        left < 0 ? DEFAULT_MAX_FORWARDS : left - 1,
        maxBreadth,
        plumbing.settings().endsCredentials() ? plumbing.here().domain().name() : "",
        identity(target, plumbing),
        registration == null ? List.of() : registration.lines(next),
        outward(next));
  }

  /// What a phone says of itself is not passed on, but to a PBX that owns its account. Servers that
  /// are trusted know who calls, but phones are not told what is to be kept (RFC 3325 §5 and §7). A
  /// server outside is told who calls when From does not say it.
  private Identity identity(Target target, Plumbing plumbing) {
    var domain = plumbing.here().domain();
    boolean isToPhone = target.flow() != null;
    return switch (sender) {
      case Sender.Trusted() ->
          isToPhone && Privacy.isAsked(request) ? new Identity.Withheld() : new Identity.Kept();
      case Sender.OfAccount(var number) ->
          isToPhone || !Privacy.isAnonymous(request, domain)
              ? new Identity.Withheld()
              : new Identity.Asserted("<sip:" + number + '@' + domain.name() + '>');
      case Sender.At _, Sender.Unproven _ ->
          plumbing.settings().endsCredentials() ? new Identity.Withheld() : new Identity.Unproven();
    };
  }

  private FieldEdit outward(Peer next) {
    var contacts = registration == null ? FieldEdit.NONE : registration.outward(next);
    return escort == null ? contacts : contacts.then(escort.outward());
  }

  /// What becomes of a response's header fields.
  FieldEdit homeward(SipResponse response) {
    var contacts = registration == null ? FieldEdit.NONE : registration.homeward();
    return escort == null ? contacts : contacts.then(escort.homeward(response));
  }

  /// Whether the route of a dialog is being set up (RFC 3261 §16.6, step 4).
  private boolean beginsDialog() {
    return request.to().tag() == null
        && switch (request.method()) {
          case INVITE, SUBSCRIBE, REFER -> true;
          case REGISTER, OPTIONS, ACK, BYE, CANCEL, NOTIFY, PUBLISH, MESSAGE -> false;
          case INFO, UPDATE, PRACK, OTHER -> false;
        };
  }

  private List<String> recordRoutes(Target target, Peer next, Plumbing plumbing) {
    var flow = target.flow();
    var path =
        new FlowTokens.Path(
            FlowTokens.tagHash(request.from().tag()),
            plumbing.wheel().now() / 1_000,
            isFromPhone ? End.phone(source) : End.server(source, request.via().responsePort()),
            flow == null ? End.server(next, next.port()) : End.phone(flow));
    String token = plumbing.tokens().issue(path, request.callId());
    return plumbing.here().recordRoutes(token, next, source);
  }

  boolean isInvite() {
    return request.method() == Method.INVITE;
  }

  static int maxBreadth(SipRequest request) {
    String value = request.headers().first(Header.MAX_BREADTH);
    try {
      return value == null ? 0 : Math.max(0, Integer.parseInt(value));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
