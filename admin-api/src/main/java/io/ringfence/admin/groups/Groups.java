package io.ringfence.admin.groups;

import io.ringfence.admin.outbox.Change;
import io.ringfence.admin.outbox.RestorableDocuments;
import io.ringfence.admin.problem.ProblemException;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.GroupMember;
import io.ringfence.contracts.config.IpGroup;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/// The groups' rows.
@ApplicationScoped
class Groups implements RestorableDocuments {
  private static final String WITH_MEMBERS =
      "select distinct g from GroupRow g left join fetch g.members";

  private final HostNames hosts;

  Groups(HostNames hosts) {
    this.hosts = hosts;
  }

  /// @throws ProblemException 404 when there is none
  Uni<GroupRow> row(Mutiny.Session session, String id) {
    return find(session, id)
        .onItem()
        .ifNull()
        .failWith(() -> ProblemException.notFound("there is no IP group '" + id + "'"));
  }

  private static Uni<GroupRow> find(Mutiny.Session session, String id) {
    return session
        .createSelectionQuery(WITH_MEMBERS + " where g.id = :id", GroupRow.class)
        .setParameter("id", id)
        .getSingleResultOrNull();
  }

  /// The groups after an id, as many as asked for and fit into memory.
  Uni<GroupPage<GroupRow>> after(Mutiny.Session session, @Nullable String id, int count) {
    return session
        .createSelectionQuery(
            "select g.id, size(g.members) from GroupRow g where g.id > :after order by g.id",
            Tuple.class)
        .setParameter("after", id == null ? "" : id)
        .setMaxResults(count + 1)
        .getResultList()
        .map(
            rows ->
                GroupPage.of(
                    rows.stream()
                        .map(
                            row ->
                                new GroupPage.Sized(
                                    row.get(0, String.class), row.get(1, Integer.class)))
                        .toList(),
                    count))
        .chain(page -> rows(session, page.groups()).map(rows -> page.with(rows)));
  }

  private static Uni<List<GroupRow>> rows(Mutiny.Session session, List<String> ids) {
    return session
        .createSelectionQuery(WITH_MEMBERS + " where g.id in (:ids) order by g.id", GroupRow.class)
        .setParameter("ids", ids)
        .getResultList();
  }

  Uni<Map<String, String>> idsByName(Mutiny.Session session) {
    return session
        .createNativeQuery("select name, id from ip_group", Tuple.class)
        .getResultList()
        .map(
            rows -> {
              var ids = new HashMap<String, String>();
              rows.forEach(row -> ids.put(row.get(0, String.class), row.get(1, String.class)));
              return ids;
            });
  }

  /// Which groups each group contains, by name.
  Uni<Map<String, Set<String>>> nesting(Mutiny.Session session) {
    return session
        .createNativeQuery(
            "select g.name, m.value from ip_group g left join ip_group_member m"
                + " on m.group_id = g.id and m.value like 'group:%'",
            Tuple.class)
        .getResultList()
        .map(
            rows -> {
              var contains = new HashMap<String, Set<String>>();
              for (var row : rows) {
                var inner =
                    contains.computeIfAbsent(row.get(0, String.class), _ -> new HashSet<>());
                String value = row.get(1, String.class);
                if (value != null) {
                  inner.add(value.substring(GroupMember.GROUP_PREFIX.length()));
                }
              }
              return contains;
            });
  }

  /// What would miss the group, in words.
  Uni<Optional<String>> user(Mutiny.Session session, GroupRow group) {
    return session
        .createNativeQuery(
            """
            select 'the trusted group of the protection' from guard_policy
              where trusted_group_id = :id
            union all select 'the group of service ' || name from protected_service
              where group_id = :id
            union all select 'a member of group ' || g.name from ip_group_member m
              join ip_group g on g.id = m.group_id where m.value = :member
            limit 1
            """,
            String.class)
        .setParameter("id", group.id)
        .setParameter("member", GroupMember.GROUP_PREFIX + group.name)
        .getSingleResultOrNull()
        .map(Optional::ofNullable);
  }

  IpGroup document(GroupRow row) {
    return row.document(hosts);
  }

  @Override
  public String keyPrefix() {
    return ConfigKey.GROUP;
  }

  @Override
  public String versions() {
    return "select '" + ConfigKey.GROUP + "' || id, version from ip_group";
  }

  @Override
  public Uni<List<Document>> current(Mutiny.Session session) {
    return session
        .createSelectionQuery(WITH_MEMBERS + " order by g.id", GroupRow.class)
        .getResultList()
        .map(rows -> rows.stream().map(this::published).toList());
  }

  @Override
  public Uni<@Nullable Document> document(Mutiny.Session session, String key) {
    return find(session, key.substring(ConfigKey.GROUP.length()))
        .map(row -> row == null ? null : published(row));
  }

  @Override
  public Uni<Document> reversion(Mutiny.Session session, String key, long version) {
    return row(session, key.substring(ConfigKey.GROUP.length()))
        .invoke(row -> row.version = version)
        .map(this::published);
  }

  @Override
  public Uni<Void> restore(Change change, String key, byte @Nullable [] document) {
    var session = change.session();
    return find(session, key.substring(ConfigKey.GROUP.length()))
        .chain(
            row -> {
              if (document == null) {
                return (row == null ? Uni.createFrom().voidItem() : session.remove(row))
                    .chain(() -> change.retract(key));
              }
              var before = Json.read(document, IpGroup.class);
              var restored = row == null ? new GroupRow() : row;
              restored.id = before.id();
              restored.name = before.name();
              restored.description = before.description();
              restored.setMembers(before.members());
              return change
                  .nextVersion()
                  .invoke(version -> restored.version = version)
                  .chain(
                      () -> row == null ? session.persist(restored) : Uni.createFrom().voidItem())
                  .chain(() -> change.publish(key, document(restored)));
            });
  }

  private Document published(GroupRow row) {
    return new Document(ConfigKey.GROUP + row.id, row.version, document(row));
  }
}
