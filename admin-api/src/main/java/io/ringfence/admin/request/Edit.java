package io.ringfence.admin.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringfence.admin.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/// Reads the body of a `PUT` over the document as it is: a field left out keeps its value, `null`
/// clears it. So what a `GET` gave can be changed in one field and put back.
@ApplicationScoped
public class Edit {
  private final ObjectMapper json;

  Edit(ObjectMapper json) {
    this.json = json;
  }

  /// @throws ProblemException 400 when the merged document is not of this type
  public <T> T merge(T current, @Nullable ObjectNode changes, Class<T> type) {
    ObjectNode merged = json.valueToTree(current);
    merged.setAll(required(changes));
    return read(merged, type);
  }

  /// A body without a document to start from.
  public <T> T read(@Nullable ObjectNode body, Class<T> type) {
    try {
      return json.treeToValue(required(body), type);
    } catch (JsonProcessingException e) {
      throw ProblemException.malformed(e);
    }
  }

  /// The text of a body that may be left out altogether.
  public <T> T parse(String body, @Nullable String contentType, Class<T> type) {
    if (contentType == null || !contentType.startsWith("application/json")) {
      throw ProblemException.of(415, "the body must be application/json");
    }
    try {
      return json.readValue(body, type);
    } catch (JsonProcessingException e) {
      throw ProblemException.malformed(e);
    }
  }

  private static ObjectNode required(@Nullable ObjectNode body) {
    if (body == null) {
      throw ProblemException.of(400, "the request needs a JSON object as its body");
    }
    return body;
  }
}
