package io.ringfence.admin.groups;

import java.util.ArrayList;
import java.util.List;

/// A part of the list of groups. Groups may be huge, so a page ends with as many groups as asked
/// for, or before its members would be more than [#MAX_MEMBERS]. It has one group at least.
///
/// @param more whether there are groups after it
record GroupPage<G>(List<G> groups, boolean more) {
  static final int MAX_MEMBERS = 20_000;

  /// A group and how many members it has.
  record Sized(String id, int members) {}

  /// @param read the groups in order, one more than asked for when there is more
  static GroupPage<String> of(List<Sized> read, int limit) {
    var shown = new ArrayList<String>();
    long members = 0;
    for (var group : read) {
      members += group.members();
      if (shown.size() == limit || (!shown.isEmpty() && members > MAX_MEMBERS)) {
        break;
      }
      shown.add(group.id());
    }
    return new GroupPage<>(List.copyOf(shown), shown.size() < read.size());
  }

  <T> GroupPage<T> with(List<T> others) {
    return new GroupPage<>(others, more);
  }
}
