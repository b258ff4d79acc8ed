package io.ringfence.admin.calls;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.ringfence.contracts.event.CallDirection;
import io.ringfence.contracts.event.CallEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A call, as the REST interface shows it.
///
/// @param callId the SIP Call-ID, which is the caller's choice; `id` is the call's own
/// @param from who called, as the caller wrote it
/// @param to the number as dialled
/// @param account ours: the caller's, and of an incoming call the callee's
/// @param source where the invitation came from
/// @param answeredAt `null` when nobody has answered
/// @param duration from the answer to the end, or to now; `null` when nobody has answered
/// @param destination the number dialled in one form, `+` and digits where that is known
/// @param end why it ended
/// @param status the final response of a call that nobody answered
/// @param endedBy who ended it by hand
/// @param edge the node that carries it
public record CallView(
    UUID id,
    String callId,
    String from,
    String to,
    @Nullable String account,
    String source,
    State state,
    Instant startedAt,
    @Nullable Instant answeredAt,
    @Nullable Instant endedAt,
    @Nullable Duration duration,
    String destination,
    CallDirection direction,
    boolean emergency,
    @Nullable String userAgent,
    @Nullable String upstream,
    @Nullable CallEnd end,
    @Nullable Integer status,
    @Nullable String endedBy,
    String edge) {

  /// Whether it goes on.
  public enum State {
    /// It rings, or somebody has answered.
    @JsonProperty("active")
    ACTIVE,
    @JsonProperty("ended")
    ENDED
  }
}
