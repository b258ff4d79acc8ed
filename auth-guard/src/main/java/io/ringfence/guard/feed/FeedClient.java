package io.ringfence.guard.feed;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.ringfence.contracts.bus.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Gets feeds from files and servers, whose certificates must be good. Answers are bounded in size
/// and time.
final class FeedClient implements AutoCloseable {

  private static final int MAX_PAGES = 2_000;
  private static final String LAST_PAGE = "none";

  /// One of APIBAN's pages.
  record Page(@Nullable List<String> ipaddress, @Nullable @JsonProperty("ID") String id) {}

  private final HttpClient http;

  FeedClient(@Nullable SSLContext tls) {
    var builder =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(10))
            .followRedirects(HttpClient.Redirect.NORMAL);
    http = (tls == null ? builder : builder.sslContext(tls)).build();
  }

  /// Refuses an address that anybody on the way could answer for.
  ///
  /// @throws IllegalArgumentException with what is wrong with it
  static void require(URI url) {
    String scheme = String.valueOf(url.getScheme());
    boolean safe = scheme.equals("https") || scheme.equals("file");
    if (!safe && !(scheme.equals("http") && isLoopback(url.getHost()))) {
      throw new IllegalArgumentException(
          "url must be https: or file:, or http: to this machine's loopback address");
    }
  }

  private static boolean isLoopback(@Nullable String host) {
    return host != null
        && (host.startsWith("127.") || host.equals("[::1]"))
        && InetAddress.ofLiteral(host).isLoopbackAddress();
  }

  /// @param before what is known, to ask only for what has changed
  Fetched fetch(FeedConfig.Feed feed, @Nullable FeedState before) throws InterruptedException {
    try {
      return switch (feed.kind()) {
        case LIST -> feed.url().getScheme().equals("file") ? file(feed) : list(feed, before);
        case APIBAN -> pages(feed);
      };
    } catch (IOException | IllegalArgumentException e) {
      return new Fetched.Failed(String.valueOf(e.getMessage()));
    }
  }

  private static Fetched file(FeedConfig.Feed feed) throws IOException {
    var path = Path.of(feed.url());
    if (Files.size(path) > feed.maxBytes()) {
      throw new IOException("longer than " + feed.maxBytes() + " bytes");
    }
    var text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
    return new Fetched.Content(text.lines().toList(), null, null);
  }

  private Fetched list(FeedConfig.Feed feed, @Nullable FeedState before)
      throws IOException, InterruptedException {
    var request = request(feed, feed.url());
    if (before != null && before.etag() != null) {
      request.header("If-None-Match", before.etag());
    }
    if (before != null && before.lastModified() != null) {
      request.header("If-Modified-Since", before.lastModified());
    }
    var response = answer(feed, request.build());
    if (response.statusCode() == 304 && before != null) {
      return new Fetched.Unchanged();
    }
    var body = body(response);
    return new Fetched.Content(
        body.lines().toList(),
        response.headers().firstValue("ETag").orElse(null),
        response.headers().firstValue("Last-Modified").orElse(null));
  }

  /// All pages, or none: what is missing on one must not look as if it was no longer listed.
  private Fetched pages(FeedConfig.Feed feed) throws IOException, InterruptedException {
    String key = feed.key().orElseThrow(() -> new IOException("key is missing"));
    String base = feed.url() + "/" + key + "/banned";
    var lines = new ArrayList<String>();
    var seen = new HashSet<String>();
    String next = "";
    while (!next.equals(LAST_PAGE)) {
      if (!seen.add(next) || seen.size() > MAX_PAGES) {
        throw new IOException("its pages do not end");
      }
      var response =
          answer(
              feed, request(feed, URI.create(base + (next.isEmpty() ? "" : "/" + next))).build());
      var page = Json.read(body(response).getBytes(StandardCharsets.UTF_8), Page.class);
      if (page.ipaddress() == null
          || page.id() == null
          || !page.id().matches("[0-9A-Za-z]{1,64}")) {
        throw new IOException("a page has no ipaddress or no ID");
      }
      if (!page.id().equals(LAST_PAGE) || !page.ipaddress().contains("no new bans")) {
        lines.addAll(page.ipaddress());
      }
      if (lines.size() > feed.maxEntries()) {
        return new Fetched.Content(lines, null, null);
      }
      next = page.id();
    }
    return new Fetched.Content(lines, null, null);
  }

  private static HttpRequest.Builder request(FeedConfig.Feed feed, URI url) {
    return HttpRequest.newBuilder(url)
        .timeout(feed.timeout())
        .header("User-Agent", "ringfence")
        .header("Accept", "text/plain, application/json;q=0.9, */*;q=0.1");
  }

  private HttpResponse<byte[]> answer(FeedConfig.Feed feed, HttpRequest request)
      throws IOException, InterruptedException {
    var asked =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), feed.maxBytes()));
    try {
      return asked.get(feed.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(why(e), e);
    } catch (TimeoutException | CancellationException e) {
      throw new IOException("no whole answer within " + feed.timeout(), e);
    } finally {
      asked.cancel(true);
    }
  }

  /// Without the address, which may hold a key.
  private static String why(ExecutionException e) {
    var cause = e.getCause() == null ? e : e.getCause();
    return cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }

  private static String body(HttpResponse<byte[]> response) throws IOException {
    if (response.statusCode() != 200) {
      throw new IOException("answered " + response.statusCode());
    }
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
