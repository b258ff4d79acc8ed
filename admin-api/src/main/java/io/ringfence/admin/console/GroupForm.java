package io.ringfence.admin.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringfence.admin.groups.GroupView;
import io.ringfence.admin.problem.ProblemException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/// An IP group as the form has it: each member is one of each of the three lists. What it holds is
/// judged where a script's request is judged.
public class GroupForm {
  /// Fields that say themselves what is wrong with them.
  static final List<String> SHOWN = List.of("name", "description", "members", "confirmWithin");

  private static final Pattern LOCAL_TIME =
      Pattern.compile("[0-9]{4,}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9.]+)?");
  private static final DateTimeFormatter FIELD =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  @RestForm public @Nullable String name;
  @RestForm public @Nullable String description;

  /// The entity tag of what the form was filled from.
  @RestForm public @Nullable String version;

  @RestForm("value")
  public List<String> values = List.of();

  @RestForm("note")
  public List<String> notes = List.of();

  /// In UTC.
  @RestForm("expiresAt")
  public List<String> ends = List.of();

  /// A member in its row of the form.
  public record Member(String value, String note, String expiresAt) {
    static final Member NONE = new Member("", "", "");

    boolean isBlank() {
      return value.isBlank() && note.isBlank() && expiresAt.isBlank();
    }

    static Member of(GroupView.Member member) {
      return new Member(
          ServiceForm.text(member.value()),
          ServiceForm.text(member.note()),
          member.expiresAt() == null ? "" : FIELD.format(member.expiresAt()));
    }

    private ObjectNode json() {
      return JSON.objectNode()
          .put("value", value.strip())
          .put("note", orNull(note))
          .put("expiresAt", orNull(utc(expiresAt.strip())));
    }

    /// What the field for a time holds, which has no zone, as a time.
    private static String utc(String time) {
      var local = LOCAL_TIME.matcher(time);
      if (!local.matches()) {
        return time;
      }
      return time + (local.group(1) == null ? ":00Z" : "Z");
    }
  }

  static GroupForm of(GroupView group, @Nullable String version) {
    var form = new GroupForm();
    var members =
        Objects.requireNonNullElse(group.members(), List.<GroupView.Member>of()).stream()
            .map(Member::of)
            .toList();
    form.name = group.name();
    form.description = group.description();
    form.version = version;
    form.values = members.stream().map(Member::value).toList();
    form.notes = members.stream().map(Member::note).toList();
    form.ends = members.stream().map(Member::expiresAt).toList();
    return form;
  }

  /// As the body of a `POST` or `PUT`.
  ///
  /// @throws ProblemException for more members than a page has
  ObjectNode body() {
    if (members().size() > GroupsPage.MAX_MEMBERS) {
      throw ProblemException.of(
          413, "a page takes %d members: use the API for more".formatted(GroupsPage.MAX_MEMBERS));
    }
    var body = JSON.objectNode();
    body.put("name", ServiceForm.text(name).strip());
    body.put("description", orNull(ServiceForm.text(description)));
    var list = body.putArray("members");
    members().forEach(member -> list.add(member.json()));
    return body;
  }

  /// The rows that say something.
  List<Member> members() {
    return IntStream.range(0, values.size())
        .mapToObj(i -> new Member(values.get(i), at(notes, i), at(ends, i)))
        .filter(member -> !member.isBlank())
        .toList();
  }

  private static String at(List<String> list, int index) {
    return index < list.size() ? list.get(index) : "";
  }

  private static @Nullable String orNull(String text) {
    return text.isBlank() ? null : text.strip();
  }
}
