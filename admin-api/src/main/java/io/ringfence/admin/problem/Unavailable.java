package io.ringfence.admin.problem;

import io.smallrye.mutiny.TimeoutException;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Recognises that PostgreSQL or Kafka is away, whatever wraps it.
public final class Unavailable {
  static final Problem PROBLEM =
      Problem.of(503, "the database or the message bus is away; try again soon");
  static final int RETRY_AFTER_SECONDS = 5;
  private static final int MAX_DEPTH = 10;

  private Unavailable() {}

  static boolean isCause(Throwable thrown) {
    return causes(thrown)
        .anyMatch(
            cause ->
                switch (cause) {
                  case PgException pg -> isAway(pg.getSqlState());
                  case SQLException sql -> isAway(sql.getSQLState());
                  case IOException _,
                      VertxException _,
                      TimeoutException _,
                      java.util.concurrent.TimeoutException _,
                      org.apache.kafka.common.errors.RetriableException _ ->
                      true;
                  default -> false;
                });
  }

  /// Whether the database could not take a value as it is, such as a text with U+0000 (class 22).
  static boolean isRefusedValue(Throwable thrown) {
    return causes(thrown)
        .anyMatch(
            cause ->
                (cause instanceof PgException pg && isClass22(pg.getSqlState()))
                    || (cause instanceof SQLException sql && isClass22(sql.getSQLState())));
  }

  private static Stream<Throwable> causes(Throwable thrown) {
    return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).limit(MAX_DEPTH);
  }

  private static boolean isClass22(@Nullable String state) {
    return state != null && state.startsWith("22");
  }

  /// The innermost message.
  public static String reason(Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause.getCause() != null && depth < MAX_DEPTH; depth++) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  /// Connection failures (class 08), resources (53), operator intervention (57), and a schema that
  /// is not there yet (42P01).
  private static boolean isAway(@Nullable String state) {
    return state != null
        && (state.startsWith("08")
            || state.startsWith("53")
            || state.startsWith("57")
            || state.equals("42P01"));
  }
}
