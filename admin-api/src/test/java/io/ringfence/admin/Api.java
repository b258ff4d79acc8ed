package io.ringfence.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.ConfigProvider;

/// The REST interface as a client sees it.
public final class Api {
  public static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> TOKENS = new ConcurrentHashMap<>();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final HttpClient client;
  private final Map<String, String> headers;

  private Api(HttpClient client, Map<String, String> headers) {
    this.client = client;
    this.headers = headers;
  }

  /// An answer.
  public record Answer(int status, Map<String, String> headers, String text) {
    public JsonNode json() {
      try {
        return JSON.readTree(text);
      } catch (IOException e) {
        throw new AssertionError("not JSON: " + text, e);
      }
    }

    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
    }
  }

  public static Api anonymous() {
    return new Api(CLIENT, Map.of());
  }

  /// From another loopback address.
  public static Api from(String localAddress) {
    try {
      return new Api(
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .localAddress(InetAddress.getByName(localAddress))
              .build(),
          Map.of());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public Api login(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return with("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
  }

  /// With a new token of this role.
  public static Api as(String role) {
    return bearer(TOKENS.computeIfAbsent(role, Api::newToken));
  }

  private static String newToken(String role) {
    var made =
        admin()
            .post("/api/v1/tokens", "{\"name\":\"test-" + role + "\",\"role\":\"" + role + "\"}");
    return made.json().get("token").textValue();
  }

  public static Api bearer(String token) {
    return anonymous().with("Authorization", "Bearer " + token);
  }

  /// The API token that it sends.
  public String token() {
    return headers.getOrDefault("Authorization", "").replaceFirst("^Bearer ", "");
  }

  public static Api basic(String user, String password) {
    return anonymous().login(user, password);
  }

  /// With the token that the first start left.
  public static Api admin() {
    return bearer(secret("admin-token"));
  }

  public Api with(String header, String value) {
    var more = new TreeMap<>(headers);
    more.put(header, value);
    return new Api(client, more);
  }

  public static Path dataDir() {
    return Path.of(ConfigProvider.getConfig().getValue("ringfence.data-dir", String.class));
  }

  public static String secret(String file) {
    try {
      return Files.readString(dataDir().resolve(file)).strip();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public static String url(String path) {
    int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
    return "http://127.0.0.1:" + port + path;
  }

  public static String managementUrl(String path) {
    int port = ConfigProvider.getConfig().getValue("quarkus.management.test-port", Integer.class);
    return "http://127.0.0.1:" + port + path;
  }

  public Answer get(String path) {
    return send("GET", path, null);
  }

  /// The head of an answer that does not end.
  public Answer head(String path) {
    var request = HttpRequest.newBuilder(URI.create(url(path))).timeout(Duration.ofSeconds(20));
    headers.forEach(request::header);
    try {
      var response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (var body = response.body()) {
        boolean ends = response.statusCode() != 200;
        String text = ends ? new String(body.readAllBytes(), StandardCharsets.UTF_8) : "";
        return new Answer(response.statusCode(), received(response), text);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static Map<String, String> received(HttpResponse<?> response) {
    var received = new TreeMap<String, String>();
    response
        .headers()
        .map()
        .forEach((name, values) -> received.put(name, String.join("\n", values)));
    return received;
  }

  public Answer delete(String path) {
    return send("DELETE", path, null);
  }

  public Answer post(String path, String json) {
    return with("Content-Type", "application/json").send("POST", path, json);
  }

  public Answer put(String path, String json) {
    return with("Content-Type", "application/json").send("PUT", path, json);
  }

  public Answer send(String method, String path, String body) {
    String url = path.startsWith("http") ? path : url(path);
    var request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofSeconds(20))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    try {
      var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), received(response), response.body());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
