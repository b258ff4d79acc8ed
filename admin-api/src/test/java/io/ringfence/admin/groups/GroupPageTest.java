package io.ringfence.admin.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.admin.groups.GroupPage.Sized;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupPageTest {
  private static final int HALF = GroupPage.MAX_MEMBERS / 2;

  @Test
  void hasAsManyAsAskedFor() {
    assertThat(GroupPage.of(List.of(new Sized("a", 1), new Sized("b", 0), new Sized("c", 1)), 2))
        .isEqualTo(new GroupPage<>(List.of("a", "b"), true));
    assertThat(GroupPage.of(List.of(new Sized("a", 1), new Sized("b", 0)), 2))
        .isEqualTo(new GroupPage<>(List.of("a", "b"), false));
    assertThat(GroupPage.of(List.of(), 2)).isEqualTo(new GroupPage<>(List.of(), false));
  }

  @Test
  void endsBeforeItsMembersAreTooMany() {
    var read = List.of(new Sized("a", HALF), new Sized("b", HALF), new Sized("c", 1));

    assertThat(GroupPage.of(read, 100)).isEqualTo(new GroupPage<>(List.of("a", "b"), true));
  }

  @Test
  void hasOneGroupAtLeast_whateverItsSize() {
    var read = List.of(new Sized("a", GroupPage.MAX_MEMBERS + 1), new Sized("b", 0));

    assertThat(GroupPage.of(read, 100)).isEqualTo(new GroupPage<>(List.of("a"), true));
  }
}
