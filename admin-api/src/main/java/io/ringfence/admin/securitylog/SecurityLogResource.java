package io.ringfence.admin.securitylog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringfence.admin.access.Caller;
import io.ringfence.admin.access.Role;
import io.ringfence.admin.request.Page;
import io.ringfence.admin.request.TimeCursor;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// `/api/v1/security-log`
@Tag(name = "Security log")
@Path("/api/v1/security-log")
@Produces(MediaType.APPLICATION_JSON)
public class SecurityLogResource {
  /// Batches without a line between two signs of life: about 15 s.
  private static final int QUIET_BATCHES = 50;

  private final SecurityLog log;
  private final LiveTail tail;
  private final Caller caller;
  private final ObjectMapper json;

  SecurityLogResource(SecurityLog log, LiveTail tail, Caller caller, ObjectMapper json) {
    this.log = log;
    this.tail = tail;
    this.caller = caller;
    this.json = json;
  }

  @GET
  @RolesAllowed(Role.VIEW)
  @Operation(summary = "The security log, newest first")
  public Uni<Page<LogLine>> list(
      @RestQuery @Nullable String from,
      @RestQuery @Nullable String to,
      @RestQuery @Nullable String source,
      @RestQuery @Nullable String account,
      @RestQuery @Nullable String service,
      @RestQuery @Nullable String event,
      @RestQuery @Nullable String text,
      @RestQuery @Nullable Integer limit,
      @RestQuery @Nullable String cursor) {
    int count = Page.limit(limit);
    var filter = LogFilter.of(from, to, source, account, service, event, text);
    return log.list(filter, TimeCursor.after(cursor), count + 1)
        .map(
            lines ->
                Page.of(
                    lines,
                    count,
                    line -> new TimeCursor(line.time(), line.id()).key(),
                    line -> line));
  }

  @GET
  @Path("stream")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RolesAllowed(Role.VIEW)
  @Operation(
      summary = "New lines of the security log, as they arrive",
      description =
          "Server-sent events: each one's data is a line. Comments are signs of life."
              + " Ends when the token or login is not good any more.")
  public Multi<OutboundSseEvent> stream(
      @RestQuery @Nullable String source,
      @RestQuery @Nullable String account,
      @RestQuery @Nullable String service,
      @RestQuery @Nullable String event,
      @RestQuery @Nullable String text,
      @Context Sse sse) {
    var filter = LogFilter.of(null, null, source, account, service, event, text);
    var quiet = new int[] {QUIET_BATCHES};
    return tail.watch(filter, caller.login())
        .onItem()
        .transformToIterable(lines -> events(sse, lines, quiet));
  }

  private List<OutboundSseEvent> events(Sse sse, List<LogLine> lines, int[] quiet) {
    if (!lines.isEmpty()) {
      quiet[0] = 0;
      return lines.stream().map(line -> event(sse, line)).toList();
    }
    if (++quiet[0] < QUIET_BATCHES) {
      return List.of();
    }
    quiet[0] = 0;
    return List.of(sse.newEventBuilder().comment("waiting for new lines").build());
  }

  private OutboundSseEvent event(Sse sse, LogLine line) {
    try {
      return sse.newEventBuilder()
          .id(Long.toString(line.arrival()))
          .mediaType(MediaType.TEXT_PLAIN_TYPE)
          .data(json.writeValueAsString(line))
          .build();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
