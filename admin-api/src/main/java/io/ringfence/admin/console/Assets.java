package io.ringfence.admin.console;

import io.quarkus.runtime.Startup;
import io.vertx.core.buffer.Buffer;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/// What pages load besides themselves: few files, so they are kept in memory, compressed, and no
/// event loop reads or unpacks any. Nothing else of the libraries that they come from is served.
@Startup
@Path(Assets.PATH)
public class Assets {
  static final String PATH = "/assets";
  private static final String LIBRARIES = "META-INF/resources/webjars/";
  private static final int BRIEF = 12;

  private final Map<String, Asset> byName =
      Stream.of(
              Asset.load("tabler.css", LIBRARIES + "tabler__core/1.4.0/dist/css/tabler.min.css"),
              Asset.load("htmx.js", LIBRARIES + "htmx.org/2.0.8/dist/htmx.min.js"),
              Asset.load("console.css", "assets/console.css"),
              Asset.load("console.js", "assets/console.js"),
              Asset.load("theme.js", "assets/theme.js"),
              Asset.load("ringfence.svg", "assets/ringfence.svg"))
          .collect(Collectors.toUnmodifiableMap(Asset::name, Function.identity()));

  /// A file.
  private record Asset(String name, String type, String tag, Buffer plain, Buffer compressed) {
    static Asset load(String name, String resource) {
      try (var file = Assets.class.getClassLoader().getResourceAsStream(resource)) {
        if (file == null) {
          throw new IllegalStateException(resource + " is not on the class path");
        }
        byte[] plain = file.readAllBytes();
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
          gzip.write(plain);
        }
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(plain);
        String tag = "\"" + HexFormat.of().formatHex(hash, 0, BRIEF) + "\"";
        return new Asset(
            name, type(name), tag, Buffer.buffer(plain), Buffer.buffer(compressed.toByteArray()));
      } catch (IOException e) {
        throw new UncheckedIOException(resource, e);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }

    private static String type(String name) {
      return switch (name.substring(name.lastIndexOf('.') + 1)) {
        case "css" -> "text/css;charset=UTF-8";
        case "js" -> "text/javascript;charset=UTF-8";
        case "svg" -> "image/svg+xml";
        default -> throw new IllegalStateException(name);
      };
    }
  }

  /// Browsers keep it and ask whether it is still the same, see [ConsoleHeaders].
  @GET
  @Path("{name}")
  @PermitAll
  public RestResponse<byte[]> get(
      @RestPath String name,
      @RestHeader("If-None-Match") @Nullable String known,
      @RestHeader("Accept-Encoding") @Nullable String encodings) {
    var asset = byName.get(name);
    if (asset == null) {
      return RestResponse.notFound();
    }
    if (asset.tag().equals(known)) {
      return ResponseBuilder.<byte[]>notModified().header("ETag", asset.tag()).build();
    }
    boolean compressed = encodings != null && encodings.contains("gzip");
    var answer =
        ResponseBuilder.ok((compressed ? asset.compressed() : asset.plain()).getBytes())
            .header("Content-Type", asset.type())
            .header("ETag", asset.tag())
            .header("Vary", "Accept-Encoding");
    return (compressed ? answer.header("Content-Encoding", "gzip") : answer).build();
  }
}
