package io.ringfence.admin.bouncers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/// Writes decisions as CrowdSec's local API does, one by one, so that a hundred thousand of them
/// need no more memory than one.
final class DecisionJson implements AutoCloseable {

  static final String TYPE = "ban";

  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
  private static final String OVER = GoDuration.of(Duration.ofSeconds(-1));

  private final JsonGenerator json;
  private final Instant now;

  DecisionJson(OutputStream to, Instant now) throws IOException {
    this.json = JSON.createGenerator(to);
    this.now = now;
  }

  /// `null` when there are none.
  void list(Collection<Ban> bans) throws IOException {
    if (bans.isEmpty()) {
      json.writeNull();
    } else {
      array(bans, false);
    }
  }

  /// What started, and what ended.
  void changes(Collection<Ban> started, Collection<Ban> ended) throws IOException {
    json.writeStartObject();
    json.writeFieldName("new");
    array(started, false);
    json.writeFieldName("deleted");
    array(ended, true);
    json.writeEndObject();
  }

  private void array(Collection<Ban> bans, boolean over) throws IOException {
    json.writeStartArray();
    for (var ban : bans) {
      write(ban, over);
    }
    json.writeEndArray();
  }

  private void write(Ban ban, boolean over) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", ban.id());
    json.writeStringField("uuid", ban.block().blockId().toString());
    json.writeStringField("origin", ban.origin());
    json.writeStringField("type", TYPE);
    json.writeStringField("scope", ban.scope().wireName());
    json.writeStringField("value", ban.value());
    json.writeStringField("duration", duration(ban, over));
    json.writeStringField("scenario", ban.scenario());
    json.writeEndObject();
  }

  /// What was released has time left, which nobody may take for a ban.
  private String duration(Ban ban, boolean over) {
    return over && ban.end().isAfter(now) ? OVER : GoDuration.left(ban.end(), now);
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
