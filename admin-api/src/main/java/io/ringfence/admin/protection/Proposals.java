package io.ringfence.admin.protection;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringfence.admin.outbox.Changes;
import io.ringfence.admin.problem.ProblemException;
import io.ringfence.admin.request.Edit;
import io.ringfence.contracts.config.GuardPolicy;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/// Policies that are proposed, judged as a change would be. Nothing is changed.
@ApplicationScoped
public class Proposals {
  private final Changes changes;
  private final GuardPolicies policies;
  private final Edit edit;

  Proposals(Changes changes, GuardPolicies policies, Edit edit) {
    this.changes = changes;
    this.policies = policies;
    this.edit = edit;
  }

  /// @param today in force
  /// @param policy today's with what is proposed
  public record Proposal(GuardPolicy today, GuardPolicy policy) {}

  /// @param body as `PUT` takes it, `null` for no change
  /// @throws ProblemException 400 as `PUT` would answer
  public Uni<Proposal> of(@Nullable ObjectNode body) {
    return changes.read(
        session ->
            policies
                .row(session)
                .chain(
                    row -> {
                      var today = row.policy();
                      if (body == null) {
                        return Uni.createFrom().item(new Proposal(today, today));
                      }
                      return requireGroup(session, row, body)
                          .map(_ -> new Proposal(today, policy(today.version(), row, body)));
                    }));
  }

  /// The row's policy with what is asked.
  ///
  /// @throws ProblemException 400 naming every field that is not valid
  GuardPolicy policy(long version, GuardPolicyRow row, @Nullable ObjectNode body) {
    var before = row.policy();
    var asked = edit.merge(ProtectionRules.view(before), body, Protection.class);
    return ProtectionRules.policy(version, asked, before);
  }

  /// Fails with 400 when the trusted group that is asked for is not there.
  Uni<Void> requireGroup(Mutiny.Session session, GuardPolicyRow row, @Nullable ObjectNode body) {
    String groupId =
        edit.merge(ProtectionRules.view(row.policy()), body, Protection.class).trustedGroupId();
    if (groupId == null) {
      return Uni.createFrom().voidItem();
    }
    return session
        .createNativeQuery("select count(*) from ip_group where id = :id", Long.class)
        .setParameter("id", groupId)
        .getSingleResult()
        .invoke(
            count -> {
              if (count == 0) {
                throw ProblemException.invalid("trustedGroupId", "there is no such IP group");
              }
            })
        .replaceWithVoid();
  }

  /// As the REST interface shows it.
  public static Protection view(GuardPolicy policy) {
    return ProtectionRules.view(policy);
  }
}
