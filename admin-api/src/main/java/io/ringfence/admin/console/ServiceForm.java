package io.ringfence.admin.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/// A service as the form has it. What it holds is judged where a script's request is judged.
public class ServiceForm {
  /// Fields that say themselves what is wrong with them.
  static final List<String> SHOWN = List.of("title", "ports", "groupId", "confirmWithin");

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final Pattern BETWEEN = Pattern.compile("[\\s,;]+");
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  @RestForm public @Nullable String title;

  /// Such as `5060/udp, 5060/tcp`.
  @RestForm public @Nullable String ports;

  @RestForm public @Nullable String restricted;
  @RestForm public @Nullable String groupId;

  /// The entity tag of what the form was filled from.
  @RestForm public @Nullable String version;

  /// As the body of a `PUT`.
  ObjectNode body() {
    var body = JSON.objectNode();
    body.put("title", text(title).strip());
    body.set("ports", portList());
    body.put("restricted", isRestricted());
    body.put("groupId", text(groupId).isEmpty() ? null : groupId);
    return body;
  }

  public boolean isRestricted() {
    return restricted != null;
  }

  private JsonNode portList() {
    var list = JSON.arrayNode();
    BETWEEN
        .splitAsStream(text(ports))
        .filter(port -> !port.isEmpty())
        .forEach(port -> list.add(port(port)));
    return list;
  }

  private static ObjectNode port(String text) {
    int slash = text.indexOf('/');
    String number = slash < 0 ? text : text.substring(0, slash);
    var port = JSON.objectNode();
    port.set(
        "port",
        NUMBER.matcher(number).matches()
            ? JSON.numberNode(Integer.parseInt(number))
            : JSON.textNode(number));
    port.put("protocol", slash < 0 ? null : text.substring(slash + 1).toLowerCase(Locale.ROOT));
    return port;
  }

  static String text(@Nullable String field) {
    return Objects.requireNonNullElse(field, "");
  }
}
