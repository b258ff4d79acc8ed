package io.ringfence.admin.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.ringfence.admin.problem.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GroupRulesTest {
  @Test
  void findsTheWayBack_throughOtherGroups() {
    Map<String, Set<String>> contains =
        Map.of("a", Set.of("b", "x"), "b", Set.of("c"), "c", Set.of("a"), "x", Set.of());

    assertThat(GroupRules.pathBack("a", contains)).containsExactly("a", "b", "c", "a");
    assertThat(GroupRules.pathBack("x", contains)).isEmpty();
  }

  @Test
  void findsAGroupThatContainsItself() {
    assertThat(GroupRules.pathBack("a", Map.of("a", Set.of("a")))).containsExactly("a", "a");
  }

  @Test
  void endsWithoutAnswer_whenACycleLiesElsewhere() {
    Map<String, Set<String>> contains =
        Map.of("a", Set.of("b"), "b", Set.of("c"), "c", Set.of("b"));

    assertThat(GroupRules.pathBack("a", contains)).isEmpty();
  }

  @Test
  void walksALongChain_withoutRecursion() {
    var contains = new HashMap<String, Set<String>>();
    for (int i = 0; i < 20_000; i++) {
      contains.put("g" + i, Set.of("g" + (i + 1)));
    }

    assertThat(GroupRules.pathBack("g0", contains)).isEmpty();
  }

  @Test
  void allowsADiamond() {
    assertThatNoException()
        .isThrownBy(
            () ->
                GroupRules.requireResolvable(
                    "top",
                    Set.of("left", "right"),
                    Map.of(
                        "left", Set.of("bottom"),
                        "right", Set.of("bottom"),
                        "bottom", Set.of())));
  }

  @Test
  void refusesAMemberThatIsNoGroup() {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> GroupRules.requireResolvable("top", Set.of("gone"), Map.of()))
        .satisfies(e -> assertThat(e.problem().status()).isEqualTo(409))
        .withMessageContaining("gone");
  }

  @Test
  void namesEveryMemberThatIsNotValid() {
    var asked =
        new GroupView(
            null,
            "office",
            null,
            List.of(
                member("192.0.2.1"),
                member("192.0.2.300"),
                member("192.0.2.9-192.0.2.1"),
                member("2001:db8::/129"),
                member("10.0.0.1/8"),
                member("PBX.Example.ORG"),
                member(" group: branch "),
                member("")));

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> GroupRules.validated(asked))
        .satisfies(
            e ->
                assertThat(e.problem().errors())
                    .extracting("field")
                    .containsExactly(
                        "members[1].value",
                        "members[2].value",
                        "members[3].value",
                        "members[4].value",
                        "members[7].value"));
  }

  @Test
  void keepsMembersInOneForm() {
    var asked =
        new GroupView(
            null, "office", null, List.of(member(" PBX.Example.ORG "), member("group: branch ")));

    assertThat(GroupRules.validated(asked))
        .extracting("value")
        .containsExactly("pbx.example.org", "group:branch");
  }

  @Test
  void refusesMoreMembersThanTheBound() {
    var members = new ArrayList<GroupView.Member>();
    for (int i = 0; i <= GroupRules.MAX_MEMBERS; i++) {
      members.add(member("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255)));
    }

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> GroupRules.validated(new GroupView(null, "big", null, members)))
        .satisfies(e -> assertThat(e.problem().status()).isEqualTo(400));
  }

  @Test
  void makesIdsOutOfNames() {
    assertThat(GroupRules.slug("Büro Köln / 2. OG", Set.of())).isEqualTo("buro-koln-2-og");
    assertThat(GroupRules.slug("Office", Set.of("office", "office-2"))).isEqualTo("office-3");
    assertThat(GroupRules.slug("办公室", Set.of())).isEqualTo("group");
  }

  private static GroupView.Member member(String value) {
    return new GroupView.Member(value, null, null);
  }
}
