package io.ringfence.admin.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringfence.admin.request.Page;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// `/api/v1/audit-log`
@Tag(name = "Audit log")
@Path("/api/v1/audit-log")
@Produces(MediaType.APPLICATION_JSON)
public class AuditLogResource {
  private final Mutiny.SessionFactory sessions;
  private final ObjectMapper json;

  AuditLogResource(Mutiny.SessionFactory sessions, ObjectMapper json) {
    this.sessions = sessions;
    this.json = json;
  }

  /// Who changed what.
  ///
  /// @param object what was changed, such as `account 100`
  /// @param before the document before, `null` when it was made
  /// @param after the document after, `null` when it was deleted
  public record Entry(
      long id,
      Instant time,
      String actor,
      @Nullable String source,
      String action,
      String object,
      @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.OBJECT)
          @Nullable JsonNode before,
      @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.OBJECT)
          @Nullable JsonNode after) {}

  @GET
  @RolesAllowed("viewer")
  @Operation(summary = "Who changed what, newest first")
  public Uni<Page<Entry>> list(
      @RestQuery @Nullable String actor,
      @RestQuery @Nullable String object,
      @RestQuery @Nullable Integer limit,
      @RestQuery @Nullable String cursor) {
    int count = Page.limit(limit);
    long before = before(cursor);
    return sessions.withSession(
        session ->
            session
                .createSelectionQuery(
                    "from AuditRow a where a.id < :before"
                        + " and (:actor = '' or a.actor = :actor)"
                        + " and (:object = '' or a.object = :object) order by a.id desc",
                    AuditRow.class)
                .setParameter("before", before)
                .setParameter("actor", Objects.requireNonNullElse(actor, ""))
                .setParameter("object", Objects.requireNonNullElse(object, ""))
                .setMaxResults(count + 1)
                .getResultList()
                .map(rows -> Page.of(rows, count, row -> Long.toString(id(row)), this::entry)));
  }

  private static long before(@Nullable String cursor) {
    String key = Page.after(cursor);
    try {
      return key == null ? Long.MAX_VALUE : Long.parseLong(key);
    } catch (NumberFormatException e) {
      throw Page.badCursor();
    }
  }

  private static long id(AuditRow row) {
    return Objects.requireNonNull(row.id);
  }

  private Entry entry(AuditRow row) {
    return new Entry(
        id(row),
        row.time,
        row.actor,
        row.source,
        row.action,
        row.object,
        parsed(row.before),
        parsed(row.after));
  }

  private @Nullable JsonNode parsed(@Nullable String document) {
    try {
      return document == null ? null : json.readTree(document);
    } catch (IOException e) {
      throw new UncheckedIOException("audit_log holds a document that is not JSON", e);
    }
  }
}
