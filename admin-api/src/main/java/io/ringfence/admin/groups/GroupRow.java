package io.ringfence.admin.groups;

import io.ringfence.contracts.config.IpGroup;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A row of `ip_group` with its members.
@Entity
@Table(name = "ip_group")
public class GroupRow {
  @Id String id = "";
  long version;
  String name = "";
  @Nullable String description;

  @ElementCollection(fetch = FetchType.LAZY)
  @CollectionTable(name = "ip_group_member", joinColumns = @JoinColumn(name = "group_id"))
  @OrderColumn(name = "position")
  List<MemberRow> members = new ArrayList<>();

  /// A row of `ip_group_member`.
  @Embeddable
  public static class MemberRow {
    String value = "";
    @Nullable String note;

    @Column(name = "expires_at")
    @Nullable Instant expiresAt;

    protected MemberRow() {}

    MemberRow(IpGroup.Member member) {
      value = member.value();
      note = member.note();
      expiresAt = member.expiresAt();
    }
  }

  List<IpGroup.Member> memberList() {
    return members.stream()
        .map(row -> new IpGroup.Member(row.value, row.note, row.expiresAt))
        .toList();
  }

  void setMembers(List<IpGroup.Member> wanted) {
    members.clear();
    wanted.forEach(member -> members.add(new MemberRow(member)));
  }

  Set<String> hosts() {
    return GroupRules.hosts(memberList());
  }

  IpGroup document(HostNames names) {
    return new IpGroup(version, id, name, description, memberList(), names.resolved(hosts()));
  }

  GroupView view() {
    return new GroupView(
        id,
        name,
        description,
        members.stream()
            .map(row -> new GroupView.Member(row.value, row.note, row.expiresAt))
            .toList());
  }
}
