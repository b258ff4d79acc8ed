package io.ringfence.edge.uas;

import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.secret.MasterKey;
import io.ringfence.edge.SipPhone;
import io.ringfence.edge.account.Account;
import io.ringfence.edge.account.Accounts;
import io.ringfence.edge.account.Ha1;
import io.ringfence.edge.admission.Admission;
import io.ringfence.edge.admission.Blocks;
import io.ringfence.edge.admission.KnownSources;
import io.ringfence.edge.admission.SourceRates;
import io.ringfence.edge.digest.Authenticator;
import io.ringfence.edge.digest.Nonces;
import io.ringfence.edge.fuse.Fuse;
import io.ringfence.edge.registrar.Registrar;
import io.ringfence.edge.registrar.RegistrarLimits;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The whole decision path without sockets or servers: messages in, answers out, at a time that the
/// test sets.
final class Bench {

  static final Peer PEER = new Peer(IpAddress.parse("192.0.2.7"), 5060, Transport.UDP);

  final Recorded recorded = new Recorded();
  final Blocks blocks = new Blocks();
  final Admission admission = new Admission(blocks);
  final Fuse fuse = new Fuse(1_000);
  final Registrar registrar = new Registrar(RegistrarLimits.DEFAULT, recorded, "edge");
  final KnownSources known = new KnownSources(1_000, Duration.ofDays(30), 1);
  final UserAgentServer server;
  Instant now = Instant.parse("2026-01-02T03:04:05Z");

  Bench(String domain, String... accountsAndPasswords) {
    this(domain, Screening.DEFAULT, new SourceRates(0, 1, 1, 1), accountsAndPasswords);
  }

  Bench(String domain, Screening screening, SourceRates rates, String... accountsAndPasswords) {
    var accounts = new Accounts();
    accounts.loaded(accounts(domain, accountsAndPasswords));
    var nonces =
        new Nonces(
            MasterKey.parse(MasterKey.generate()).derive("nonce", "HmacSHA256"),
            Duration.ofMinutes(5),
            new SplittableRandom(1));
    server =
        new UserAgentServer(
            domain,
            "edge",
            new UserAgentServer.Limits(SipLimits.DEFAULT, 1_000, 1_000),
            () -> true,
            admission,
            rates,
            screening,
            known,
            fuse,
            new Authenticator(domain, accounts, nonces, Pattern.compile("old phone 1\\.")),
            registrar,
            recorded,
            recorded,
            1);
  }

  private static List<Account> accounts(String domain, String... numbersAndPasswords) {
    var accounts = new ArrayList<Account>();
    for (int i = 0; i < numbersAndPasswords.length; i += 2) {
      String secret = numbersAndPasswords[i] + ":" + domain + ":" + numbersAndPasswords[i + 1];
      var ha1 = Ha1.of(SipPhone.raw("MD5", secret), SipPhone.raw("SHA-256", secret));
      accounts.add(new Account(numbersAndPasswords[i], 1, true, false, ha1, Instant.EPOCH));
    }
    return accounts;
  }

  /// What the peer sees: the answer's text, or `null` for silence.
  @Nullable String send(byte[] message, Peer peer) {
    if (!server.hears(peer, now)) {
      return null;
    }
    var reply = server.receive(message, peer, now);
    return reply == null ? null : new String(reply.message(), StandardCharsets.UTF_8);
  }

  @Nullable String send(String message) {
    return send(message.getBytes(StandardCharsets.UTF_8), PEER);
  }
}
