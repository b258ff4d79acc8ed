package io.ringfence.contracts.config;

import io.ringfence.contracts.net.IpAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A named group of addresses, document `group/<id>`.
///
/// @param resolved the addresses of host members by host name, looked up by admin-api so that all
///     nodes agree
public record IpGroup(
    long version,
    String id,
    String name,
    @Nullable String description,
    List<Member> members,
    Map<String, List<IpAddress>> resolved) {

  /// @param value an address, CIDR prefix, range `a-b`, host name or `group:<name>`
  /// @param expiresAt when it stops being a member, `null` for never
  public record Member(String value, @Nullable String note, @Nullable Instant expiresAt) {

    public Member {
      GroupMember.parse(value);
    }

    public GroupMember parsed() {
      return GroupMember.parse(value);
    }

    boolean isCurrent(Instant now) {
      return expiresAt == null || now.isBefore(expiresAt);
    }
  }

  public IpGroup {
    if (id == null || name == null) {
      throw new IllegalArgumentException("a group has an id and a name");
    }
    members = members == null ? List.of() : List.copyOf(members);
    resolved = resolved == null ? Map.of() : Map.copyOf(resolved);
  }
}
