package io.ringfence.edge.digest;

import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.account.Account;
import io.ringfence.edge.account.Accounts;
import io.ringfence.edge.account.Ha1;
import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// Challenges and verifies. An account that does not exist costs the same work and gets the same
/// answer as one that does. Not for several threads.
public final class Authenticator {

  /// Some clients know MD5 only and look for the first `algorithm=` anywhere, in any case and in
  /// any challenge (sipp 3.6 does). This leads them to MD5; the nonce is the same in all
  /// challenges. To others it is an opaque string like any.
  private static final String FOR_NAIVE_READERS = "opaque=\"ALGORITHM=MD5\", ";

  private static final Ha1 NOBODY = Ha1.of(new byte[16], new byte[32]);

  private final String realm;
  private final Accounts accounts;
  private final Nonces nonces;
  private final Responses responses = new Responses();
  private final List<String> challengeStarts;
  private final Pattern md5OnlyAgents;

  /// @param md5OnlyAgents the beginnings of User-Agent of clients that give up on seeing more than
  ///     one challenge; they get MD5 alone
  public Authenticator(String realm, Accounts accounts, Nonces nonces, Pattern md5OnlyAgents) {
    this.realm = realm;
    this.accounts = accounts;
    this.nonces = nonces;
    this.md5OnlyAgents = md5OnlyAgents;
    this.challengeStarts =
        Arrays.stream(Algorithm.values())
            .map(
                algorithm ->
                    "Digest realm=\"%s\", %salgorithm=%s, qop=\"auth\", nonce=\""
                        .formatted(
                            realm,
                            algorithm == Algorithm.MD5 ? "" : FOR_NAIVE_READERS,
                            algorithm.wireName()))
            .toList();
  }

  /// Values of WWW-Authenticate or Proxy-Authenticate, the strongest first, one nonce in all.
  public List<String> challenges(SipRequest request, IpAddress source, boolean stale, Instant now) {
    String rest = nonces.issue(source, now) + (stale ? "\", stale=true" : "\"");
    String agent = request.userAgent();
    if (agent != null && md5OnlyAgents.matcher(agent).lookingAt()) {
      return List.of(challengeStarts.getLast().concat(rest));
    }
    var challenges = new ArrayList<String>(challengeStarts.size());
    for (String start : challengeStarts) {
      challenges.add(start.concat(rest));
    }
    return challenges;
  }

  /// @param header where the credentials are: Authorization or Proxy-Authorization
  public Verdict verify(SipRequest request, Header header, IpAddress source, Instant now) {
    if (request.headers().count(header) == 0) {
      return new Verdict.Challenge(false);
    }
    try {
      var credentials = Credentials.find(request.headers().all(header), realm);
      return credentials == null
          ? new Verdict.Challenge(false)
          : verify(credentials, request.methodName(), source, now);
    } catch (SipParseException e) {
      return new Verdict.Malformed(e.reason());
    }
  }

  private Verdict verify(Credentials credentials, String method, IpAddress source, Instant now) {
    var algorithm = Algorithm.of(credentials.algorithm());
    if (algorithm == null) {
      return new Verdict.Challenge(false);
    }
    // An address may be another host's by the time that its nonce has expired: nobody is blamed.
    if (nonces.check(credentials.nonce(), source, now) != Nonces.Age.FRESH) {
      return new Verdict.Challenge(true);
    }
    return switch (accounts.find(credentials.username())) {
      case Accounts.Unavailable() -> new Verdict.Unavailable();
      case Accounts.Unknown() -> {
        responses.isRight(algorithm, algorithm.of(NOBODY), credentials, method);
        yield new Verdict.Rejected(Reason.UNKNOWN_ACCOUNT, credentials.username());
      }
      case Accounts.Known(Account account) -> {
        boolean right =
            responses.isRight(algorithm, algorithm.of(account.ha1()), credentials, method);
        yield judge(account, right);
      }
    };
  }

  private static Verdict judge(Account account, boolean right) {
    if (!account.mayLogIn()) {
      return new Verdict.Rejected(Reason.LOCKED_ACCOUNT, account.number());
    }
    return right
        ? new Verdict.Accepted(account)
        : new Verdict.Rejected(Reason.BAD_CREDENTIALS, account.number());
  }
}
