package io.ringfence.admin.console;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A member of an IP group in its row, and what is wrong with it.
record MemberRow(
    GroupForm.Member member,
    int number,
    @Nullable String valueError,
    @Nullable String noteError,
    @Nullable String expiresAtError) {

  static List<MemberRow> of(List<GroupForm.Member> members, Refusal refusal) {
    var rows = new ArrayList<MemberRow>();
    for (int i = 0; i < members.size(); i++) {
      String field = "members[" + i + "].";
      rows.add(
          new MemberRow(
              members.get(i),
              i + 1,
              refusal.error(field + "value"),
              refusal.error(field + "note"),
              refusal.error(field + "expiresAt")));
    }
    return List.copyOf(rows);
  }

  static MemberRow empty() {
    return new MemberRow(GroupForm.Member.NONE, 0, null, null, null);
  }
}
