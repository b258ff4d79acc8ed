package io.ringfence.edge.digest;

import io.ringfence.contracts.config.SipAccount;
import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.account.Account;
import io.ringfence.edge.account.Accounts;
import io.ringfence.edge.account.FormerPassword;
import io.ringfence.edge.account.Ha1;
import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.Method;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Challenges and verifies. Not for several threads.
///
/// Every answer that is not the right one costs the same work and gets the same answer, whatever
/// the account is: the response is computed once for the password that there is or might be, and
/// once for each former password that there is or might be. SHA-512-256 is offered when every
/// account can be verified by it, so that the challenge says nothing about an account either.
public final class Authenticator {

  /// Some clients know MD5 only and look for the first `algorithm=` anywhere, in any case and in
  /// any challenge (sipp 3.6 does). This leads them to MD5; the nonce is the same in all
  /// challenges. To others it is an opaque string like any.
  private static final String FOR_NAIVE_READERS = "opaque=\"ALGORITHM=MD5\", ";

  private static final Ha1 NOTHING = Ha1.of(new byte[16], new byte[32], new byte[32]);
  private static final Account NOBODY = new Account("", 0, false, false, NOTHING, Instant.EPOCH);

  private final String realm;
  private final Accounts accounts;
  private final Nonces nonces;
  private final NonceCounts nonceCounts;
  private final Responses responses = new Responses();
  private final Fingerprint fingerprint;
  private final Set<Algorithm> algorithms;
  private final List<byte[]> challengeStarts;
  private final List<byte[]> challengeStartsForAll;
  private final List<byte[]> md5ChallengeStart;
  private final Pattern md5OnlyAgents;

  /// @param algorithms what may be offered, at least one
  /// @param md5OnlyAgents the beginnings of User-Agent of clients that give up on seeing more than
  ///     one challenge; they get MD5 alone, if it may be offered
  /// @param random unpredictable
  public Authenticator(
      String realm,
      Accounts accounts,
      Nonces nonces,
      NonceCounts nonceCounts,
      Collection<Algorithm> algorithms,
      Pattern md5OnlyAgents,
      RandomGenerator random) {
    this.realm = realm;
    this.accounts = accounts;
    this.nonces = nonces;
    this.nonceCounts = nonceCounts;
    this.fingerprint = new Fingerprint(random.nextLong(), random.nextLong());
    this.md5OnlyAgents = md5OnlyAgents;
    this.algorithms = EnumSet.copyOf(algorithms);
    this.challengeStarts = challengeStarts(realm, this.algorithms);
    var forAll = EnumSet.copyOf(this.algorithms);
    forAll.remove(Algorithm.SHA_512_256);
    this.challengeStartsForAll = challengeStarts(realm, forAll);
    this.md5ChallengeStart = challengeStarts(realm, EnumSet.of(Algorithm.MD5));
    if (forAll.isEmpty()) {
      throw new IllegalArgumentException(
          "algorithms: SHA-512-256 alone would lock out accounts that do not have it");
    }
  }

  private static List<byte[]> challengeStarts(String realm, Set<Algorithm> algorithms) {
    var starts = new ArrayList<byte[]>();
    for (Algorithm algorithm : algorithms) {
      boolean misleads = starts.isEmpty() && algorithm != Algorithm.MD5;
      starts.add(
          "Digest realm=\"%s\", %salgorithm=%s, qop=\"auth\", nonce=\""
              .formatted(
                  realm,
                  misleads && algorithms.contains(Algorithm.MD5) ? FOR_NAIVE_READERS : "",
                  algorithm.wireName())
              .getBytes(StandardCharsets.UTF_8));
    }
    return List.copyOf(starts);
  }

  /// Values of WWW-Authenticate or Proxy-Authenticate, the strongest first, one nonce in all.
  public Challenges challenges(SipRequest request, IpAddress source, boolean stale, Instant now) {
    String end = nonces.issue(source, now) + (stale ? "\", stale=true" : "\"");
    return new Challenges(starts(request.userAgent()), end.getBytes(StandardCharsets.ISO_8859_1));
  }

  private List<byte[]> starts(@Nullable String agent) {
    if (agent != null
        && algorithms.contains(Algorithm.MD5)
        && md5OnlyAgents.matcher(agent).lookingAt()) {
      return md5ChallengeStart;
    }
    return accounts.withoutSha512Slash256() == 0 ? challengeStarts : challengeStartsForAll;
  }

  private @Nullable Algorithm offered(@Nullable String name) {
    var algorithm = Algorithm.of(name);
    boolean isOffered =
        algorithm != null
            && algorithms.contains(algorithm)
            && (algorithm != Algorithm.SHA_512_256 || accounts.withoutSha512Slash256() == 0);
    return isOffered ? algorithm : null;
  }

  /// @param header where the credentials are: Authorization or Proxy-Authorization
  public Verdict verify(SipRequest request, Header header, IpAddress source, Instant now) {
    if (request.headers().count(header) == 0) {
      return new Verdict.Challenge(false, false);
    }
    try {
      var credentials = Credentials.find(request.headers().cursors(header), realm);
      return credentials == null
          ? new Verdict.Challenge(false, false)
          : verify(credentials, request, source, now);
    } catch (SipParseException e) {
      return new Verdict.Malformed(e.reason());
    }
  }

  private Verdict verify(
      Credentials credentials, SipRequest request, IpAddress source, Instant now) {
    var algorithm = offered(credentials.algorithm());
    if (algorithm == null) {
      return new Verdict.Challenge(false, false);
    }
    // An address may be another host's by the time that its nonce has expired: nobody is blamed.
    var nonce = nonces.read(credentials.nonce(), source, now);
    if (nonce.age() != Nonces.Age.FRESH) {
      return new Verdict.Challenge(true, nonce.age() == Nonces.Age.EXPIRED);
    }
    int print = fingerprint.of(request.headers().bytes());
    return switch (nonceCounts.use(nonce, credentials.count(), print, now)) {
      case FIRST -> evaluate(algorithm, credentials, request, now);
      case REPEATED ->
          request.method() == Method.REGISTER
              ? evaluate(algorithm, credentials, request, now)
              : replayed(credentials);
      case REPLAYED -> replayed(credentials);
      case FORGOTTEN -> new Verdict.Challenge(true, true);
    };
  }

  /// An answer without qop has no count. Its peer may use a nonce again in good faith, so it is
  /// not told of; its nonce is good for once.
  private static Verdict replayed(Credentials credentials) {
    return credentials.qop() == null
        ? new Verdict.Challenge(true, true)
        : new Verdict.Rejected(Reason.REPLAYED_NONCE, credentials.username());
  }

  private Verdict evaluate(
      Algorithm algorithm, Credentials credentials, SipRequest request, Instant now) {
    var answer = responses.of(algorithm, credentials, request.methodName());
    return switch (accounts.find(credentials.username())) {
      case Accounts.Unavailable() -> new Verdict.Unavailable();
      case Accounts.Unknown() -> {
        judge(NOBODY, algorithm, answer, credentials.username(), now);
        yield new Verdict.Rejected(Reason.UNKNOWN_ACCOUNT, credentials.username());
      }
      case Accounts.Known(var account) ->
          judge(account, algorithm, answer, credentials.username(), now);
    };
  }

  private static Verdict judge(
      Account account, Algorithm algorithm, Responses.Answer answer, String username, Instant now) {
    boolean right = isRight(answer, algorithm, account.ha1());
    if (right && account.mayLogIn()) {
      return new Verdict.Accepted(account);
    }
    boolean wasRight = wasRight(account.formerPasswords(), algorithm, answer, now);
    if (!account.mayLogIn()) {
      return new Verdict.Rejected(Reason.LOCKED_ACCOUNT, username);
    }
    return new Verdict.Rejected(
        wasRight ? Reason.STALE_PASSWORD : Reason.BAD_CREDENTIALS, username);
  }

  /// Always compares with as many passwords.
  private static boolean wasRight(
      List<FormerPassword> passwords, Algorithm algorithm, Responses.Answer answer, Instant now) {
    boolean wasRight = false;
    for (int i = 0; i < SipAccount.MAX_FORMER_PASSWORDS; i++) {
      boolean isThere = i < passwords.size();
      var ha1 = isThere ? passwords.get(i).ha1() : NOTHING;
      boolean right = isRight(answer, algorithm, ha1);
      wasRight |= right && isThere && now.isBefore(passwords.get(i).until());
    }
    return wasRight;
  }

  /// Nothing is right where there is no HA1, at the same cost.
  private static boolean isRight(Responses.Answer answer, Algorithm algorithm, Ha1 ha1) {
    byte[] digest = algorithm.of(ha1);
    byte[] compared = digest == null ? NOTHING.sha256() : digest;
    return answer.isRight(compared) && digest != null;
  }

  /// To be called every second or so.
  public void sweep(Instant now) {
    nonceCounts.sweep(now.toEpochMilli());
  }
}
