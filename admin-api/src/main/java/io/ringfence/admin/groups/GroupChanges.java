package io.ringfence.admin.groups;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringfence.admin.outbox.Change;
import io.ringfence.admin.problem.ProblemException;
import io.ringfence.admin.request.Edit;
import io.ringfence.admin.request.EntityTag;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.IpGroup;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Making, changing and deleting groups, so that every reference between them stays good.
@ApplicationScoped
class GroupChanges {
  private static final int MAX_GROUPS = 1_000;

  private final Groups groups;
  private final Edit edit;

  GroupChanges(Groups groups, Edit edit) {
    this.groups = groups;
    this.edit = edit;
  }

  Uni<GroupRow> create(Change change, GroupView asked) {
    if (asked.id() != null) {
      throw ProblemException.invalid("id", "is given by the service");
    }
    var members = GroupRules.validated(asked);
    String name = Objects.requireNonNull(asked.name());
    return groups
        .idsByName(change.session())
        .chain(
            ids -> {
              if (ids.size() >= MAX_GROUPS) {
                throw ProblemException.conflict("there are " + MAX_GROUPS + " groups already");
              }
              var row = new GroupRow();
              row.id = GroupRules.slug(name, Set.copyOf(ids.values()));
              return apply(change, row, asked, members)
                  .chain(() -> change.session().persist(row))
                  .chain(() -> published(change, "create", row, null));
            });
  }

  Uni<GroupRow> put(Change change, String id, @Nullable ObjectNode body, @Nullable String ifMatch) {
    return groups
        .row(change.session(), id)
        .chain(
            row -> {
              EntityTag.requireMatch(ifMatch, row.version);
              var before = row.view();
              var asked = edit.merge(before, body, GroupView.class);
              if (!id.equals(asked.id())) {
                throw ProblemException.invalid("id", "cannot be changed");
              }
              var members = GroupRules.validated(asked);
              return requireNameFreeToChange(change, row, asked)
                  .chain(() -> apply(change, row, asked, members))
                  .chain(() -> published(change, "update", row, before));
            });
  }

  Uni<Void> delete(Change change, String id, @Nullable String ifMatch) {
    return groups
        .row(change.session(), id)
        .call(row -> requireUnused(change, row))
        .chain(
            row -> {
              EntityTag.requireMatch(ifMatch, row.version);
              var before = row.view();
              return change
                  .session()
                  .remove(row)
                  .chain(() -> change.retract(ConfigKey.GROUP + id))
                  .chain(() -> change.audit("delete", "ip-group " + id, before, null));
            });
  }

  private Uni<Void> apply(
      Change change, GroupRow row, GroupView asked, List<IpGroup.Member> members) {
    String name = Objects.requireNonNull(asked.name());
    return groups
        .idsByName(change.session())
        .invoke(
            ids -> {
              String holder = ids.get(name);
              if (holder != null && !holder.equals(row.id)) {
                throw ProblemException.conflict("there is a group named '" + name + "' already");
              }
            })
        .chain(() -> groups.nesting(change.session()))
        .invoke(
            nesting -> {
              var others = new HashMap<>(nesting);
              others.remove(row.name);
              GroupRules.requireResolvable(name, GroupRules.nested(members), others);
            })
        .chain(change::nextVersion)
        .invoke(
            version -> {
              row.version = version;
              row.name = name;
              row.description = asked.description();
              row.setMembers(members);
            })
        .replaceWithVoid();
  }

  private Uni<GroupRow> published(
      Change change, String action, GroupRow row, @Nullable GroupView before) {
    return change
        .publish(ConfigKey.GROUP + row.id, groups.document(row), GroupRules.MAX_BYTES)
        .chain(() -> change.audit(action, "ip-group " + row.id, before, row.view()))
        .replaceWith(row);
  }

  /// Others name it in their members.
  private Uni<Void> requireNameFreeToChange(Change change, GroupRow row, GroupView asked) {
    if (row.name.equals(asked.name())) {
      return Uni.createFrom().voidItem();
    }
    return groups
        .nesting(change.session())
        .invoke(
            nesting ->
                nesting.forEach(
                    (outer, inner) -> {
                      if (inner.contains(row.name)) {
                        throw ProblemException.conflict(
                            "it cannot be renamed: it is a member of group " + outer);
                      }
                    }))
        .replaceWithVoid();
  }

  private Uni<Void> requireUnused(Change change, GroupRow row) {
    return groups
        .user(change.session(), row)
        .invoke(
            user ->
                user.ifPresent(
                    what -> {
                      throw ProblemException.conflict("the group is in use: it is " + what);
                    }))
        .replaceWithVoid();
  }
}
