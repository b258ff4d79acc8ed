package io.ringfence.admin.groups;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An IP group, as the REST interface shows and takes it.
///
/// @param id made from the first name, never changed
public record GroupView(
    @Nullable String id,
    @Nullable String name,
    @Nullable String description,
    @Nullable List<Member> members) {

  /// @param value an address, CIDR prefix, range `a-b`, host name or `group:<name>`
  /// @param expiresAt when it stops being a member, `null` for never
  public record Member(
      @Nullable String value, @Nullable String note, @Nullable Instant expiresAt) {}
}
