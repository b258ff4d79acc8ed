package io.ringfence.admin.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A group's form.
///
/// @param id empty for a new group
/// @param title what the group is called, whatever the form says
/// @param again where the form is sent to when it is meant in spite of its impact
record GroupSheet(
    String id,
    String title,
    GroupForm form,
    List<MemberRow> rows,
    Terms terms,
    Refusal refusal,
    String others,
    String again,
    @Nullable String note) {
  /// How many rows there can be.
  public int most() {
    return GroupsPage.MAX_MEMBERS;
  }

  /// Of a group that is made.
  static GroupSheet fresh() {
    return new GroupSheet(
        "",
        "New group",
        new GroupForm(),
        List.of(MemberRow.empty()),
        new Terms(),
        Refusal.NONE,
        "",
        GroupsPage.LIST,
        null);
  }

  static GroupSheet of(String id, GroupForm form, @Nullable String note) {
    return new GroupSheet(
        id,
        ServiceForm.text(form.name),
        form,
        MemberRow.of(form.members(), Refusal.NONE),
        new Terms(),
        Refusal.NONE,
        "",
        GroupsPage.LIST,
        note);
  }

  /// Sent back.
  static GroupSheet of(String id, GroupForm form, Terms terms, Refusal refusal, String again) {
    return new GroupSheet(
        id,
        id,
        form,
        MemberRow.of(form.members(), refusal),
        terms,
        refusal,
        refusal.others(GroupForm.SHOWN),
        again,
        null);
  }
}
