package io.ringfence.edge.uas;

import io.ringfence.contracts.event.Transport;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.edge.admission.Admission;
import io.ringfence.edge.admission.EachSecond;
import io.ringfence.edge.admission.Entry;
import io.ringfence.edge.admission.SourceRates;
import io.ringfence.edge.fuse.Fuse;
import io.ringfence.edge.proxy.Proxy;
import io.ringfence.edge.sip.Method;
import io.ringfence.edge.sip.Parsed;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipParser;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.Status;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Who is listened to, asked before anything of a message is looked at. Not for several threads.
///
/// Whoever is not may be answered nevertheless, where it is set so. Senders over UDP may be forged:
/// such answers are bounded for each source and in all, so that nobody can have many sent to a
/// third. What goes on is never answered so, for its sender would take it to have ended.
public final class Door {

  private static final int MAX_REFUSALS = 500;

  private final Admission admission;
  private final Fuse fuse;
  private final SourceRates rates;
  private final SourceRates refusals;
  private final EachSecond refusalsOfAll = new EachSecond(MAX_REFUSALS);
  private final Screening screening;
  private final Proxy proxy;
  private final Transactions transactions;
  private final SipParser parser;
  private final Replies replies;
  private final Tally tally;

  Door(
      Protection protection,
      Proxy proxy,
      Transactions transactions,
      SipParser parser,
      Replies replies,
      Tally tally) {
    this.admission = protection.admission();
    this.fuse = protection.fuse();
    this.rates = protection.rates();
    this.refusals = protection.refusals();
    this.screening = protection.screening();
    this.proxy = proxy;
    this.transactions = transactions;
    this.parser = parser;
    this.replies = replies;
    this.tally = tally;
  }

  /// Whether a source is listened to now. Asked once for each message; a `false` is counted as a
  /// drop.
  public boolean hears(Peer peer, Instant now) {
    var source = peer.address();
    return hears(
        source.v6(),
        source.high(),
        source.low(),
        peer.port(),
        peer.transport(),
        now.toEpochMilli());
  }

  /// Asks with the words of an [IpAddress], before any object is made of a message. Makes none
  /// itself as long as nobody has failed to log in.
  public boolean hears(
      boolean v6, long high, long low, int port, Transport transport, long nowMillis) {
    var entry = admission.check(v6, high, low, nowMillis);
    if (entry == Entry.TRUSTED) {
      return true;
    }
    if (entry == Entry.BLOCKED) {
      tally.dropped(transport, Drop.BLOCKED);
      return false;
    }
    if (fuse.size() > 0
        && fuse.isBlown(new IpAddress(v6, high, low), admission.policy(), nowMillis)) {
      tally.dropped(transport, Drop.FUSED);
      return false;
    }
    if (proxy.hasUpstreams() && proxy.isUpstream(new IpAddress(v6, high, low))) {
      return true;
    }
    if (!rates.admits(v6, high, low, port, transport, nowMillis)) {
      tally.dropped(transport, Drop.RATE);
      return false;
    }
    return true;
  }

  /// What a datagram gets now that is not listened to, should it be a request; `null` for silence.
  /// Asked before the datagram is read, and counted.
  public @Nullable Status refusal(Peer peer, Instant now) {
    return (screening.blocked() instanceof Refusal.Answer
                || screening.flood() instanceof Refusal.Answer)
            && refusal(peer.address(), now) instanceof Refusal.Answer(var status)
            && refusals.admits(peer.address(), now.toEpochMilli())
        ? status
        : null;
  }

  private Refusal refusal(IpAddress source, Instant now) {
    if (isBlocked(source, now)) {
      return screening.blocked();
    }
    return fuse.isBlown(source, admission.policy(), now.toEpochMilli())
        ? new Refusal.Silence()
        : screening.flood();
  }

  /// Answers a datagram that is not listened to, if it is a request that begins something.
  ///
  /// @param status as [#refusal] says
  @Nullable Reply turnAway(byte[] message, Status status, Peer peer, Instant now) {
    if (!(parser.parse(message) instanceof Parsed.Request(var request))
        || !isNew(request, peer, now)
        || !refusalsOfAll.admits(now.toEpochMilli())) {
      return null;
    }
    tally.request(request.method(), peer.transport(), Result.REFUSED);
    return replies.plain(status, request, peer);
  }

  private boolean isNew(SipRequest request, Peer peer, Instant now) {
    return request.to().tag() == null
        && request.method() != Method.ACK
        && request.method() != Method.CANCEL
        && !proxy.isUnderWay(request, peer)
        && transactions.find(request, peer, now.toEpochMilli()) == null;
  }

  /// Whether all that a source sends is dropped, because it is blocked.
  public boolean isBlocked(IpAddress source, Instant now) {
    return admission.check(source, now.toEpochMilli()) == Entry.BLOCKED;
  }

  /// Messages of blocked sources were dropped before they came here.
  public void droppedBefore(Transport transport, int count) {
    if (count > 0) {
      tally.dropped(transport, Drop.BLOCKED, count);
    }
  }

  /// Whether a source may connect.
  public boolean mayConnect(IpAddress source, Instant now) {
    boolean may = !isBlocked(source, now);
    if (!may) {
      arrived(source, 1, now);
    }
    return may;
  }

  /// Whether a source may open one more connection now. Each counts as a message does.
  public boolean mayOpen(Peer peer, Instant now) {
    var source = peer.address();
    long nowMillis = now.toEpochMilli();
    return admission.check(source, nowMillis) == Entry.TRUSTED
        || (proxy.hasUpstreams() && proxy.isUpstream(source))
        || rates.admits(
            source.v6(), source.high(), source.low(), peer.port(), peer.transport(), nowMillis);
  }

  /// Packets of a blocked source have come this far.
  public void arrived(IpAddress source, int packets, Instant now) {
    admission.arrived(source, packets, now.toEpochMilli());
  }

  /// Takes over who was over its rate since the last time.
  void sweep(SourceRates.Report report) {
    rates.sweep(report);
  }

  /// How many busy sources were given up at the bound of those whose rate is limited.
  public long evictedRates() {
    return rates.evicted();
  }
}
