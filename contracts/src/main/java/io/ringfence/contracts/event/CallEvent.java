package io.ringfence.contracts.event;

import io.ringfence.contracts.net.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A call as it is at `occurredAt`: on topic `calls`, keyed by Call-ID. Each event is the whole
/// call, so a consumer needs the latest of a `call` only; one that repeats the state before it says
/// that the call still goes on. Text fields are the attacker's, bounded and escaped.
///
/// @param call which call this is, the same in all its events. A Call-ID is the caller's choice
/// @param direction `outgoing`, `incoming` or `internal`
/// @param account ours: the caller's, and of an incoming call the callee's
/// @param from the user of From, as the caller wrote it
/// @param to the number as dialled
/// @param destination the number dialled in one form, `+` and digits where that is known
/// @param isEmergency whether it is one of the emergency numbers
/// @param source where the invitation came from
/// @param upstream the server that it came from or went to
/// @param answeredAt the first 2xx
/// @param duration from the answer to the end; `null` when nobody answered, and before the end
/// @param status the final response of a call that nobody answered
/// @param actor who ended it, for [CallEnd#OPERATOR]
/// @param edge the node that carries it
public record CallEvent(
    int schemaVersion,
    UUID eventId,
    Instant occurredAt,
    UUID call,
    CallState state,
    String callId,
    CallDirection direction,
    @Nullable String account,
    String from,
    String to,
    String destination,
    boolean isEmergency,
    IpAddress source,
    int sourcePort,
    Transport transport,
    @Nullable String userAgent,
    @Nullable String upstream,
    Instant startedAt,
    @Nullable Instant answeredAt,
    @Nullable Instant endedAt,
    @Nullable Duration duration,
    @Nullable CallEnd end,
    @Nullable Integer status,
    @Nullable String actor,
    String edge)
    implements Event {

  public static final int MAX_TEXT = 128;

  public CallEvent {
    Required.field(eventId, "eventId");
    Required.time(occurredAt, "occurredAt");
    Required.field(call, "call");
    Required.field(state, "state");
    Required.field(callId, "callId");
    Required.field(direction, "direction");
    Required.field(from, "from");
    Required.field(to, "to");
    Required.field(destination, "destination");
    Required.field(source, "source");
    Required.field(transport, "transport");
    Required.time(startedAt, "startedAt");
    Required.optionalTime(answeredAt, "answeredAt");
    Required.optionalTime(endedAt, "endedAt");
    Required.field(edge, "edge");
    if (state == CallState.ENDED) {
      Required.field(endedAt, "endedAt");
      Required.field(end, "end");
    }
  }
}
