package io.ringfence.admin.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.MemorySize;
import io.ringfence.admin.Api;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.math.BigInteger;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TimeLimitTest {
  private static final Duration LIMIT = Duration.ofMillis(200);

  private final Vertx vertx = Vertx.vertx();
  private String url;

  @BeforeEach
  void serve() throws Exception {
    var router = Router.router(vertx);
    new ProblemResponses(new MemorySize(BigInteger.TEN), LIMIT).register(router);
    router.get("/hangs").handler(_ -> {});
    router
        .get("/goes-on")
        .handler(
            request -> {
              request.response().setChunked(true).write("first");
              vertx.setTimer(2 * LIMIT.toMillis(), _ -> request.response().end(" last"));
            });
    var server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    url = "http://127.0.0.1:" + server.actualPort();
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void answers503_whenNothingAnswersInTime() {
    var answer = Api.anonymous().get(url + "/hangs");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isNotEmpty();
    assertThat(answer.json().get("detail").textValue()).contains("away");
  }

  @Test
  void leavesAnAnswerAlone_thatHasBegun() {
    var answer = Api.anonymous().get(url + "/goes-on");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("first last");
  }
}
