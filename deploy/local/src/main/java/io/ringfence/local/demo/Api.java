package io.ringfence.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.ringfence.contracts.bus.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The REST interface, as a script uses it.
public final class Api implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  /// An answer; the body is `null` in JSON when there was none.
  public record Answer(int status, JsonNode body, Optional<String> etag) {

    public boolean isSuccess() {
      return status / 100 == 2;
    }
  }

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();
  private final URI base;
  private final String authorization;

  /// @param base ending in `/api/v1`
  public Api(URI base, String token) {
    this.base = base;
    this.authorization = "Bearer " + token;
  }

  public Answer get(String path) throws IOException, InterruptedException {
    return send("GET", path, null, Map.of());
  }

  public Answer post(String path, Object body) throws IOException, InterruptedException {
    return send("POST", path, body, Map.of());
  }

  public Answer put(String path, Object body, Optional<String> ifMatch)
      throws IOException, InterruptedException {
    return send("PUT", path, body, ifMatch.map(etag -> Map.of("If-Match", etag)).orElse(Map.of()));
  }

  public Answer delete(String path) throws IOException, InterruptedException {
    return send("DELETE", path, null, Map.of());
  }

  public Answer send(String method, String path, @Nullable Object body, Map<String, String> headers)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(LIMIT)
            .header("Authorization", authorization)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(Json.write(body)));
    headers.forEach(request::setHeader);
    var response = client.send(request.build(), BodyHandlers.ofByteArray());
    return new Answer(
        response.statusCode(), json(response.body()), response.headers().firstValue("ETag"));
  }

  private static JsonNode json(byte[] body) {
    if (body.length == 0) {
      return NullNode.getInstance();
    }
    try {
      return Json.read(body, JsonNode.class);
    } catch (IllegalArgumentException e) {
      return NullNode.getInstance();
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
