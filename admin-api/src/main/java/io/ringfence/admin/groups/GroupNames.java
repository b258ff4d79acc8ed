package io.ringfence.admin.groups;

import io.ringfence.admin.outbox.Changes;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The groups without their members, to choose one of them.
@ApplicationScoped
public class GroupNames {
  private final Changes changes;

  GroupNames(Changes changes) {
    this.changes = changes;
  }

  /// @param members how many it has
  public record GroupName(String id, String name, @Nullable String description, int members) {}

  /// All of them, by name.
  public Uni<List<GroupName>> all() {
    return changes.read(
        session ->
            session
                .createSelectionQuery(
                    "select g.id, g.name, g.description, size(g.members) from GroupRow g"
                        + " order by lower(g.name), g.id",
                    Tuple.class)
                .getResultList()
                .map(
                    rows ->
                        rows.stream()
                            .map(
                                row ->
                                    new GroupName(
                                        row.get(0, String.class),
                                        row.get(1, String.class),
                                        row.get(2, String.class),
                                        row.get(3, Integer.class)))
                            .toList()));
  }
}
