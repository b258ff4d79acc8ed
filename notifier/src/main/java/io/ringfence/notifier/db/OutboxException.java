package io.ringfence.notifier.db;

import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The outbox could not be read or written.
public final class OutboxException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean becauseOfTheData;

  private OutboxException(String message, boolean becauseOfTheData, Throwable cause) {
    super(message, cause);
    this.becauseOfTheData = becauseOfTheData;
  }

  static OutboxException of(Throwable cause) {
    String state = sqlState(cause);
    if (state == null || state.startsWith("08")) {
      return new OutboxException("PostgreSQL is away: " + firstLine(cause), false, cause);
    }
    if (state.equals("42P01")) {
      return new OutboxException(
          "the schema is not there yet, admin-api makes it when it starts", false, cause);
    }
    boolean data = state.startsWith("22") || state.startsWith("23");
    return new OutboxException("PostgreSQL refused: " + firstLine(cause), data, cause);
  }

  /// Hibernate hands PostgreSQL's refusals on as [SQLException], the driver has its own.
  private static @Nullable String sqlState(@Nullable Throwable cause) {
    for (var each = cause; each != null; each = each.getCause()) {
      if (each instanceof SQLException refused) {
        return refused.getSQLState();
      }
      if (each instanceof PgException refused) {
        return refused.getSqlState();
      }
    }
    return null;
  }

  private static String firstLine(Throwable cause) {
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }

  /// Whether PostgreSQL would refuse the same data again (SQLSTATE classes 22 and 23).
  public boolean isBecauseOfTheData() {
    return becauseOfTheData;
  }
}
