package io.ringfence.admin.pending;

import io.ringfence.admin.problem.ProblemException;
import jakarta.ws.rs.QueryParam;
import java.time.DateTimeException;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/// How a change of the firewall is to be carried out: query parameters of the requests that make
/// one.
public class Consent {
  @QueryParam("confirmImpact")
  @Parameter(
      description =
          "`true` to carry it out although somebody would be cut off. Otherwise that is answered"
              + " 409, with the list.",
      schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
  public @Nullable String confirmImpact;

  @QueryParam("confirmWithin")
  @Parameter(
      description =
          "Takes the change back on every node after this time, unless it is confirmed before: an"
              + " ISO-8601 duration, PT10S to PT1H unless set otherwise. The answer's header"
              + " `Pending-Change` has the id to confirm.",
      schema = @Schema(type = SchemaType.STRING, format = "duration", examples = "PT1M"))
  public @Nullable String confirmWithin;

  /// For a change that cuts nobody off: it adds something that nothing uses yet. There is nothing
  /// to be taken back either.
  ///
  /// @throws ProblemException 400 when it is to be confirmed all the same
  public static Consent given(@Nullable String confirmWithin) {
    if (confirmWithin != null) {
      throw ProblemException.invalid(
          "confirmWithin", "has no effect here: ask for it with the change that uses this");
    }
    var consent = new Consent();
    consent.confirmImpact = "true";
    return consent;
  }

  /// @throws ProblemException 400 when it is neither `true` nor `false`
  boolean toImpact() {
    return switch (confirmImpact) {
      case null -> false;
      case "false" -> false;
      case "true" -> true;
      default -> throw ProblemException.invalid("confirmImpact", "must be true or false");
    };
  }

  /// How long to wait for a confirmation, `null` when none is needed.
  ///
  /// @throws ProblemException 400 when it is no duration within the bounds
  @Nullable Duration within(PendingConfig bounds) {
    if (confirmWithin == null) {
      return null;
    }
    Duration within;
    try {
      within = Duration.parse(confirmWithin);
    } catch (DateTimeException e) {
      throw outOfBounds(bounds);
    }
    if (within.compareTo(bounds.shortest()) < 0 || within.compareTo(bounds.longest()) > 0) {
      throw outOfBounds(bounds);
    }
    return within;
  }

  private static ProblemException outOfBounds(PendingConfig bounds) {
    return ProblemException.invalid(
        "confirmWithin",
        "must be an ISO-8601 duration of " + bounds.shortest() + " to " + bounds.longest());
  }
}
