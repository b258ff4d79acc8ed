package io.ringfence.admin.groups;

import io.ringfence.admin.problem.ProblemException;
import io.ringfence.admin.request.Validation;
import io.ringfence.contracts.bus.Topics;
import io.ringfence.contracts.config.GroupMember;
import io.ringfence.contracts.config.IpGroup;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a group may be, alone and among the others.
final class GroupRules {
  static final int MAX_MEMBERS = 10_000;
  static final int MAX_HOSTS = 100;

  /// As a document. The room up to what the topic takes is for addresses that its host names get.
  static final int MAX_BYTES = Topics.CONFIG_MAX_BYTES - 1024 * 1024;

  private static final int MAX_NAME = 64;
  private static final int MAX_TEXT = 500;
  private static final int MAX_SLUG = 40;
  private static final int MAX_VALUE = 320;

  private GroupRules() {}

  /// The members as they are kept: trimmed, host names in lower case.
  ///
  /// @throws ProblemException 400 naming every field that is not valid
  static List<IpGroup.Member> validated(GroupView asked) {
    var validation = new Validation();
    String name = asked.name();
    validation
        .check(name != null && !name.isBlank(), "name", "is needed")
        .check(name == null || name.strip().equals(name), "name", "must not begin or end blank")
        .text("name", name, MAX_NAME)
        .text("description", asked.description(), MAX_TEXT);
    var members = Objects.requireNonNullElse(asked.members(), List.<GroupView.Member>of());
    validation
        .check(members.size() <= MAX_MEMBERS, "members", "must be at most " + MAX_MEMBERS)
        .orRefuse();
    var kept = new ArrayList<IpGroup.Member>();
    for (int i = 0; i < members.size(); i++) {
      member(validation, "members[" + i + "]", members.get(i), kept);
    }
    validation
        .check(
            hosts(kept).size() <= MAX_HOSTS,
            "members",
            "must have at most " + MAX_HOSTS + " host names")
        .orRefuse();
    return kept;
  }

  private static void member(
      Validation validation,
      String field,
      GroupView.@Nullable Member member,
      List<IpGroup.Member> kept) {
    String value = member == null ? null : member.value();
    if (member == null || value == null || value.isBlank()) {
      validation.check(false, field + ".value", "is needed");
      return;
    }
    if (value.length() > MAX_VALUE) {
      validation.check(false, field + ".value", "is too long");
      return;
    }
    validation.text(field + ".note", member.note(), MAX_TEXT);
    validation.parses(
        field + ".value",
        () -> kept.add(new IpGroup.Member(canonical(value), member.note(), member.expiresAt())));
  }

  private static String canonical(String value) {
    return switch (GroupMember.parse(value)) {
      case GroupMember.Addresses _ -> value.strip();
      case GroupMember.Host(var name) -> name;
      case GroupMember.Nested(var group) -> GroupMember.GROUP_PREFIX + group;
    };
  }

  static Set<String> hosts(List<IpGroup.Member> members) {
    var hosts = new HashSet<String>();
    for (var member : members) {
      if (member.parsed() instanceof GroupMember.Host(var name)) {
        hosts.add(name);
      }
    }
    return hosts;
  }

  static Set<String> nested(List<IpGroup.Member> members) {
    var names = new HashSet<String>();
    for (var member : members) {
      if (member.parsed() instanceof GroupMember.Nested(var name)) {
        names.add(name);
      }
    }
    return names;
  }

  /// Refuses nested groups that do not exist or lead back to the group.
  ///
  /// @param others the groups that each of the other groups contains, by name
  static void requireResolvable(String name, Set<String> nested, Map<String, Set<String>> others) {
    for (String inner : nested) {
      if (!inner.equals(name) && !others.containsKey(inner)) {
        throw ProblemException.conflict("there is no group '" + inner + "' to be a member");
      }
    }
    var all = new HashMap<>(others);
    all.put(name, nested);
    var path = pathBack(name, all);
    if (!path.isEmpty()) {
      throw ProblemException.conflict(
          "the group would contain itself: " + String.join(" > ", path));
    }
  }

  /// The shortest way from a group back to itself, empty when there is none.
  static List<String> pathBack(String name, Map<String, Set<String>> contains) {
    var cameFrom = new HashMap<String, String>();
    var open = new ArrayDeque<String>(List.of(name));
    while (!open.isEmpty()) {
      String at = open.remove();
      for (String inner : contains.getOrDefault(at, Set.of())) {
        if (inner.equals(name)) {
          return trace(name, at, cameFrom);
        }
        if (cameFrom.putIfAbsent(inner, at) == null) {
          open.add(inner);
        }
      }
    }
    return List.of();
  }

  private static List<String> trace(String name, String last, Map<String, String> cameFrom) {
    var path = new ArrayDeque<String>(List.of(name));
    for (String at = last; at != null && !at.equals(name); at = cameFrom.get(at)) {
      path.addFirst(at);
    }
    path.addFirst(name);
    return List.copyOf(path);
  }

  /// An id from a name: ASCII letters and digits joined by `-`; `group` when none are left.
  static String slug(String name, Set<String> taken) {
    String plain =
        Normalizer.normalize(name, Normalizer.Form.NFKD)
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\p{M}", "")
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    String base =
        plain.isEmpty() ? "group" : plain.substring(0, Math.min(plain.length(), MAX_SLUG));
    String slug = base;
    for (int next = 2; taken.contains(slug); next++) {
      slug = base + "-" + next;
    }
    return slug;
  }
}
