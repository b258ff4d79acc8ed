package io.ringfence.local.sip;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A phone of one account, honest or not. For one thread.
public final class SipPhone implements AutoCloseable {

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
  private static final int TRIES = 4;

  private final SipSocket socket;
  private final String domain;
  private final String account;
  private final String algorithm;
  private final String callId = UUID.randomUUID() + "@phone";
  private final String tag = token();
  private int sequence;
  private int nonceCount;
  private @Nullable Challenge challenge;

  /// @param algorithm of the digest: `MD5` or `SHA-256`
  public SipPhone(SipSocket socket, String domain, String account, String algorithm) {
    this.socket = socket;
    this.domain = domain;
    this.account = account;
    this.algorithm = algorithm;
  }

  /// A phone on UDP that answers with SHA-256.
  public static SipPhone udp(
      InetAddress from, InetSocketAddress server, String domain, String account)
      throws IOException {
    return new SipPhone(new UdpSocket(from, server), domain, account, "SHA-256");
  }

  /// Registers as a phone does: asks, is challenged, answers.
  ///
  /// @return the last answer; empty when nobody answers
  public Optional<SipMessage> register(String password, Duration expires) throws IOException {
    var first = exchange(this::nextRegister, null, expires);
    if (first.isEmpty() || first.get().status() != 401) {
      return first;
    }
    return exchange(this::nextRegister, password, expires);
  }

  /// Asks without credentials; a following [#guess] answers the challenge.
  public Optional<SipMessage> ask(Duration limit) throws IOException {
    return sendAndReceive(nextRegister(null, Duration.ofMinutes(1)), limit);
  }

  /// Tries a password on the latest challenge, once.
  public Optional<SipMessage> guess(String password, Duration limit) throws IOException {
    return sendAndReceive(nextRegister(password, Duration.ofMinutes(1)), limit);
  }

  /// Sends a guess and does not wait; returns the request, to be sent again as it is.
  public byte[] sendGuess(String password) throws IOException {
    byte[] request = nextRegister(password, Duration.ofMinutes(1));
    socket.send(request);
    return request;
  }

  /// Whatever comes next, for guesses that were sent without waiting.
  public Optional<SipMessage> receive(Duration limit) throws IOException {
    return socket.receive(limit).map(this::remember);
  }

  /// Sends any bytes and waits for an answer.
  public Optional<SipMessage> sendAndReceive(byte[] request, Duration limit) throws IOException {
    socket.send(request);
    return receive(limit);
  }

  private interface Request {
    byte[] next(@Nullable String password, Duration expires);
  }

  /// Sends a request again while there is no answer, as UDP needs.
  private Optional<SipMessage> exchange(
      Request request, @Nullable String password, Duration expires) throws IOException {
    byte[] bytes = request.next(password, expires);
    for (int i = 0; i < TRIES; i++) {
      var answer = sendAndReceive(bytes, ANSWER_LIMIT);
      if (answer.isPresent() || socket.transport().equals("TCP")) {
        return answer;
      }
    }
    return Optional.empty();
  }

  private SipMessage remember(SipMessage response) {
    if (response.status() == 401) {
      var offered = Challenge.in(response, algorithm).orElse(null);
      if (offered != null && !offered.equals(challenge)) {
        challenge = offered;
        nonceCount = 0;
      }
    }
    return response;
  }

  private byte[] nextRegister(@Nullable String password, Duration expires) {
    String uri = "sip:" + domain;
    String request =
        """
        REGISTER %s SIP/2.0
        Via: SIP/2.0/%s %s;branch=z9hG4bK%s;rport
        Max-Forwards: 70
        From: <sip:%s@%s>;tag=%s
        To: <sip:%s@%s>
        Call-ID: %s
        CSeq: %d REGISTER
        Contact: <sip:%s@%s;transport=%s>
        Expires: %d
        User-Agent: Ringfence demo phone
        %sContent-Length: 0

        """
            .formatted(
                uri,
                socket.transport(),
                socket.sentBy(),
                token(),
                account,
                domain,
                tag,
                account,
                domain,
                callId,
                ++sequence,
                account,
                socket.sentBy(),
                socket.transport().toLowerCase(java.util.Locale.ROOT),
                expires.toSeconds(),
                password == null ? "" : authorization(password, uri));
    return request.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
  }

  private String authorization(String password, String uri) {
    if (challenge == null) {
      throw new IllegalStateException("there was no challenge yet: ask first");
    }
    return "Authorization: "
        + challenge.answer(account, password, "REGISTER", uri, ++nonceCount, token())
        + "\n";
  }

  private static String token() {
    return UUID.randomUUID().toString().replace("-", "").substring(0, 16);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
