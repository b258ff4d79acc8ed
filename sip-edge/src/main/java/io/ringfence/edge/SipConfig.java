package io.ringfence.edge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Settings of the SIP server.
@ConfigMapping(prefix = "ringfence.sip")
public interface SipConfig {

  /// Who owns the accounts: `registrar` or `guard`.
  @WithDefault("registrar")
  Role role();

  /// The PBX behind us, in role `guard`.
  PbxConfig pbx();

  /// UDP and TCP port; 0 picks a free one.
  @WithDefault("5060")
  int port();

  /// The SIP domain and digest realm.
  @WithDefault("ringfence.local")
  String domain();

  /// The host name or address that others reach this server at: Via and Record-Route say it.
  /// Without it the address that is bound, or with a wildcard the machine's own.
  Optional<String> advertise();

  /// The IP address that the other edges reach this one at, with or without a port: calls to phones
  /// that are bound here come from there. Without it the address that is bound, or with a wildcard
  /// the machine's own.
  Optional<String> nodeAddress();

  /// How long a nonce is answered without a new challenge.
  @WithDefault("PT5M")
  Duration nonceLifetime();

  /// Digest algorithms that may be offered, of SHA-512-256, SHA-256 and MD5; always the strongest
  /// first. SHA-512-256 is offered once every account has it.
  @WithDefault("SHA-512-256,SHA-256,MD5")
  List<String> algorithms();

  /// How User-Agent begins in clients that give up when they see two challenges, a regular
  /// expression; they get the MD5 challenge alone. baresip before 3.12 is one.
  @WithDefault("baresip v([0-2]|3\\.([0-9]|1[01]))\\.")
  String md5OnlyAgents();

  /// Threads that SIP runs on, which share the sources; 0 for one for every two processors.
  @WithDefault("0")
  int loops();

  /// Size asked of the kernel for the UDP receive buffer, in bytes.
  @WithDefault("4194304")
  int receiveBufferBytes();

  /// How long a busy UDP socket that was read empty is left alone, so that datagrams gather; zero
  /// for never.
  @WithDefault("PT0.001S")
  Duration gathering();

  /// Bounds of a message.
  Message message();

  /// Bounds of connections.
  ConnectionLimits connections();

  /// TLS.
  TlsSettings tls();

  /// SIP over WebSocket.
  WebSocketSettings ws();

  /// Overload.
  Overload overload();

  /// The end.
  Drain drain();

  /// Who is let in, and what others get.
  Admission admission();

  /// The registrar.
  Register register();

  /// SIP URIs of the servers that lead to the outer world, the preferred first: calls of our
  /// accounts to numbers that are not ours go there, and calls from there are taken.
  Optional<List<String>> upstreams();

  /// Connections that the edge opens itself.
  OutgoingConfig outgoing();

  /// Requests being forwarded.
  Forwarding proxy();

  /// Calls.
  CallSettings calls();

  /// Export to Homer.
  HepSettings hep();

  /// Bounds of what is remembered.
  Memory memory();

  /// Bounds of a message.
  interface Message {

    /// The whole message, in bytes.
    @WithDefault("16384")
    int maxBytes();

    /// Header fields.
    @WithDefault("128")
    int maxHeaders();

    /// One header field or the request line, in bytes.
    @WithDefault("4096")
    int maxHeaderBytes();

    /// Elements of Via: the hops that a message has come.
    @WithDefault("70")
    int maxVias();
  }

  /// What happens when the loop falls behind.
  interface Overload {

    /// How far it is behind when new requests of sources without a binding get 503.
    @WithDefault("PT0.25S")
    Duration lag();
  }

  /// The end.
  interface Drain {

    /// How long what is in flight may take to finish.
    @WithDefault("PT10S")
    Duration timeout();

    /// How long sockets stay as they are after readiness went off, so that others notice.
    @WithDefault("PT0S")
    Duration delay();
  }

  /// Who is let in, and what others get. What a refused request gets is `silent` or the code of a
  /// status.
  interface Admission {

    /// Messages a second of one source, an IPv4 address or an IPv6 /64; more are dropped. 0 for no
    /// limit.
    @WithDefault("2000")
    int rate();

    /// Messages that a source may send at once.
    @WithDefault("4000")
    int burst();

    /// Words in User-Agent that attackers' tools call themselves by, whatever their case.
    @WithDefault(
        "sipvicious,friendly-scanner,sipcli,pplsip,VaxSIPUserAgent,sundayddr,iWar,SIPScan,smap,"
            + "sip-scan,gulp")
    Optional<List<String>> scannerAgents();

    /// The same in the display names of From and To and in the users of From and Request-URI.
    @WithDefault("sipvicious,friendly-scanner")
    Optional<List<String>> scannerNames();

    /// Host names and addresses that are this server's besides the domain. Without an address here
    /// every address in a Request-URI is taken for ours.
    Optional<List<String>> hosts();

    /// What a known scanner gets.
    @WithDefault("silent")
    String scanner();

    /// What a request for somebody else's domain gets.
    @WithDefault("404")
    String wrongDomain();

    /// What a source outside the group that SIP is restricted to gets.
    @WithDefault("403")
    String notPermitted();

    /// What the requests of a blocked source get over UDP. Its connections are closed.
    @WithDefault("silent")
    String blocked();

    /// What requests over UDP get that are more than their source's rate. A connection with such
    /// is closed.
    @WithDefault("silent")
    String flood();

    /// What a source gets that is blocked in the name of an account.
    @WithDefault("silent")
    String blockedAccount();

    /// What a stranger at a shielded account gets; 401 is what it gets at any account.
    @WithDefault("401")
    String shieldedAccount();

    /// How long a source of an account's logins is not a stranger.
    @WithDefault("P30D")
    Duration knownSourceLifetime();
  }

  /// The registrar.
  interface Register {

    /// Shorter intervals are refused with 423.
    @WithDefault("PT1M")
    Duration minExpires();

    /// Longer intervals are cut.
    @WithDefault("PT2H")
    Duration maxExpires();

    /// The interval of a phone that asks for none.
    @WithDefault("PT1H")
    Duration defaultExpires();

    /// Contacts of one account.
    @WithDefault("10")
    int maxBindingsPerAccount();

    /// Contacts in all.
    @WithDefault("200000")
    int maxBindings();

    /// A contact's URI, and a device's instance, in characters.
    @WithDefault("512")
    int maxContactLength();

    /// All Path header fields of a request, in characters.
    @WithDefault("1024")
    int maxPathLength();

    /// What phones that register a flow over a connection are told: how long it may be silent
    /// before it counts as gone. Not longer than the idle timeout of connections.
    @WithDefault("PT2M")
    Duration flowTimer();
  }

  /// Requests being forwarded.
  interface Forwarding {

    /// Client and server transactions of forwarded requests, together.
    @WithDefault("20000")
    int maxTransactions();

    /// Those of one account, or of one source (IPv4 address, IPv6 /64) within calls. Upstreams and
    /// the trusted group have no bound of their own.
    @WithDefault("2000")
    int maxTransactionsPerSender();

    /// Phones that one request is forked to.
    @WithDefault("10")
    int maxTargets();

    /// How long an invitation may ring (timer C).
    @WithDefault("PT3M5S")
    Duration timerC();

    /// How long an upstream may stay silent before the next one is tried.
    @WithDefault("PT6S")
    Duration upstreamPatience();

    /// For how long after its beginning requests of a call, or of a subscription, are relayed.
    /// Whoever took part in it knows all that they need.
    @WithDefault("PT24H")
    Duration dialogLifetime();

    /// How long the phones that an account prefers (q) ring before those that come next do.
    @WithDefault("PT20S")
    Duration groupPatience();

    /// How long an upstream that stayed silent is tried after the others.
    @WithDefault("PT30S")
    Duration upstreamSuspicion();
  }

  /// Bounds of what is remembered.
  interface Memory {

    /// Sources with failed logins within the period.
    @WithDefault("100000")
    int failingSources();

    /// Completed transactions kept for retransmissions.
    @WithDefault("32768")
    int transactions();

    /// Nonces that were answered, until they expire.
    @WithDefault("262144")
    int nonces();

    /// Sources refused for a reason, for coalescing their events.
    @WithDefault("10000")
    int refusedSources();

    /// Blocks on addresses and prefixes, 60 to 90 bytes each.
    @WithDefault("2000000")
    int blocks();

    /// Blocks on accounts, with or without an address.
    @WithDefault("10000")
    int accountBlocks();

    /// Sources whose rate is known at a time, 32 bytes each.
    @WithDefault("65536")
    int ratedSources();

    /// Pairs of an account and a source of its logins, 16 bytes each.
    @WithDefault("262144")
    int knownSources();

    /// Attempts waiting for Kafka.
    @WithDefault("20000")
    int queuedAttempts();

    /// Changes of bindings waiting for Kafka.
    @WithDefault("20000")
    int queuedBindings();

    /// Calls that are tracked, 2 KiB each.
    @WithDefault("20000")
    int calls();

    /// Events of calls waiting for Kafka.
    @WithDefault("40000")
    int queuedCalls();
  }
}
