package io.ringfence.admin.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.pgclient.PgException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class UnavailableTest {
  @Test
  void recognisesADatabaseThatIsAway_throughItsWrappings() {
    assertThat(Unavailable.isCause(new ConnectException("refused"))).isTrue();
    assertThat(
            Unavailable.isCause(
                new CompletionException(new IllegalStateException(new ConnectException("x")))))
        .isTrue();
    assertThat(Unavailable.isCause(new PgException("shutting down", "FATAL", "57P01", "")))
        .isTrue();
    assertThat(Unavailable.isCause(new SQLException("no table", "42P01"))).isTrue();
  }

  @Test
  void takesABugForABug() {
    assertThat(Unavailable.isCause(new PgException("syntax", "ERROR", "42601", ""))).isFalse();
    assertThat(Unavailable.isCause(new IllegalStateException("bug"))).isFalse();
    assertThat(Unavailable.isRefusedValue(new IllegalStateException("bug"))).isFalse();
  }

  @Test
  void recognisesAValueThatTheDatabaseRefuses() {
    var refused = new PgException("invalid byte sequence", "ERROR", "22021", "");

    assertThat(Unavailable.isRefusedValue(new RuntimeException(refused))).isTrue();
  }
}
