package io.ringfence.admin.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.config.BlockLengths;
import io.ringfence.contracts.config.BlockScope;
import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.IpGroup;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Grounds;
import io.ringfence.contracts.event.Origin;
import io.ringfence.contracts.event.Rule;
import io.ringfence.contracts.event.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExplanationTest {
  private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");
  private static final Configuration TODAY =
      today(
          "offices",
          new IpGroup(1, "offices", "Offices", null, List.of(), Map.of()),
          new BlockLengths(
              2, Duration.ofDays(7), Duration.ofDays(30), 10, BlockScope.ALL_FROM_SECOND));

  @Test
  void saysWhatItTook_whatWouldHaveSparedIt_andWhatComesNext() {
    var explanation = explain(guess("192.0.2.7", 0, List.of("1001")));

    assertThat(explanation.why())
        .isEqualTo(
            "192.0.2.7 is blocked from sip by rule password-guessing: 5 failures to log in within"
                + " 34 seconds, at account \"1001\", where the limit was 5 within 10 minutes"
                + " (version 103 of the policy). No other account had logged in from there, as"
                + " far as logins are known (30 to 60 days), so all of it is blocked. It ends by"
                + " itself at"
                + " 2026-03-01T13:00:34Z.");
    assertThat(explanation.sparedBy())
        .extracting(Explanation.Spared::by)
        .containsExactly(
            "fewer",
            "pause",
            "limit",
            "period",
            "others-at-home",
            "watch-mode",
            "trusted-group",
            "registered-trunk");
    assertThat(explanation.sparedBy())
        .extracting(Explanation.Spared::text)
        .contains(
            "One failure fewer at account \"1001\": 4 failures within 10 minutes block nobody.",
            "192.0.2.7 in the trusted group, which today is \"Offices\".",
            "A registered trunk there: an account of trunks.accounts, which today has 0, having"
                + " logged in from there within 1 day before.");
    assertThat(spared(explanation, "limit"))
        .isEqualTo(
            new Explanation.Spared(
                "limit",
                "attempts",
                "6",
                "A limit (attempts) of 6 instead of 5: the block would have waited for more."));
    assertThat(spared(explanation, "period").value()).isEqualTo("PT34S");
    assertThat(explanation.nextTime().level()).isEqualTo(2);
    assertThat(explanation.nextTime().length()).isEqualTo(Duration.ofHours(2));
    assertThat(explanation.nextTime().services()).hasSize(5);
    assertThat(explanation.nextTime().text())
        .isEqualTo(
            "Until 2026-03-31T13:00:34Z the next block after this one is offence 2: for 2 hours and by chance up"
                + " to 10 % longer, from all services.");
  }

  @Test
  void inAnOffice_saysWhyOnlyOneAccountIsBlocked() {
    var explanation = explain(guess("192.0.2.7 10\"01", 3, List.of("10\"01")));

    assertThat(explanation.why())
        .startsWith("192.0.2.7 in the name of account \"10\\\"01\" is blocked from sip")
        .contains(
            "3 other accounts had logged in from there, as far as logins are known (30 to 60"
                + " days), so only this one is blocked there.");
    assertThat(explanation.sparedBy())
        .extracting(Explanation.Spared::by)
        .doesNotContain("others-at-home");
  }

  @Test
  void ofAReleasedBlock_saysThatItIsForgiven() {
    var released = ended(guess("192.0.2.7", 0, List.of("1001")), BlockState.RELEASED, "our phone");

    var explanation = explain(released);

    assertThat(explanation.why())
        .endsWith("It was released by \"alice\" at 2026-03-01T12:10:00Z (\"our phone\").");
    assertThat(explanation.nextTime().level()).isEqualTo(1);
    assertThat(explanation.nextTime().text())
        .isEqualTo(
            "Its release has forgiven it: the next block is like a first one. It is for 1 hour and"
                + " by chance up to 10 % longer, from the services that are attacked.");
  }

  @Test
  void ofAnExpiredBlock_saysUntilWhenItIsRemembered_andThatItIsForgotten() {
    var expired = ended(guess("192.0.2.7", 0, List.of("1001")), BlockState.EXPIRED, null);

    assertThat(Explanation.of(expired, TODAY, AT.plus(Duration.ofDays(20))).nextTime().level())
        .isEqualTo(2);
    var later = Explanation.of(expired, TODAY, AT.plus(Duration.ofDays(40)));
    assertThat(later.nextTime().level()).isEqualTo(1);
    assertThat(later.nextTime().text())
        .startsWith("It is forgotten since 2026-03-31T13:00:34Z: the next is a first.");
    assertThat(later.why()).contains("was blocked").endsWith("at 2026-03-01T13:00:34Z.");
  }

  @Test
  void ofABlockByHand_andOfAFeed_saysWhoAskedForIt() {
    var byHand = explain(block("192.0.2.0/24", Rule.MANUAL, Origin.OPERATOR, null, List.of()));
    var feed = explain(block("192.0.2.9", Rule.FEED, Origin.FEED, null, List.of()));

    assertThat(byHand.why()).contains("is blocked from sip by hand by \"alice\"");
    assertThat(byHand.sparedBy())
        .extracting(Explanation.Spared::by)
        .containsExactly("not-ordered", "trusted-group");
    assertThat(feed.why()).contains("because a block list names it");
    assertThat(feed.sparedBy())
        .extracting(Explanation.Spared::by)
        .containsExactly("not-listed", "trusted-group", "registered-trunk");
    assertThat(feed.counted()).isNull();
    assertThat(feed.nextTime().level()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void hasSentencesForEveryRule_ofBlocksOfBeforeThereWereGroundsToo(Rule rule) {
    var grounds = new Grounds(1, 1, Duration.ofHours(1), 8, 0, AT);
    for (var kept : new Grounds[] {grounds, null}) {
      for (String target : List.of("192.0.2.0/24", "account 1001", "192.0.2.7 1001")) {
        var explanation = explain(block(target, rule, Origin.GUARD, kept, List.of("a\"b", "c")));
        assertThat(explanation.why()).doesNotContain("null").endsWith(".");
        assertThat(explanation.sparedBy())
            .isNotEmpty()
            .allSatisfy(
                one -> assertThat(one.text()).doesNotContain("null").matches("^[A-Z0-9a-z].*\\.$"));
        assertThat(explanation.nextTime().text()).doesNotContain("null").endsWith(".");
      }
    }
  }

  @Test
  void keepsWhatAnAttackerWrote_fromLookingLikeTheExplanation() {
    var explanation = explain(guess("192.0.2.7", 0, List.of("1\". It is harmless.\n\u202e")));

    assertThat(explanation.why())
        .contains("account \"1\\\". It is harmless.\\u000a\\u202e\"")
        .doesNotContain("\n", "\u202e");
  }

  private static Explanation explain(BlockView block) {
    return Explanation.of(block, TODAY, AT.plusSeconds(60));
  }

  private static Explanation.Spared spared(Explanation explanation, String by) {
    return explanation.sparedBy().stream().filter(one -> one.by().equals(by)).findFirst().get();
  }

  private static BlockView guess(String target, int others, List<String> accounts) {
    var end = AT.plusSeconds(34).plus(Duration.ofHours(1));
    var grounds =
        new Grounds(103, 5, Duration.ofMinutes(10), 5, others, end.plus(Duration.ofDays(30)));
    return block(target, Rule.PASSWORD_GUESSING, Origin.GUARD, grounds, accounts);
  }

  private static BlockView block(
      String key, Rule rule, Origin origin, Grounds grounds, List<String> accounts) {
    var target = BlockTarget.ofKey(key);
    return new BlockView(
        new UUID(0, 1),
        new BlockView.Target(target.type(), target.value()),
        List.of(Service.SIP),
        rule,
        origin,
        BlockState.ACTIVE,
        1,
        5,
        accounts,
        "phone",
        AT,
        AT.plusSeconds(34),
        AT.plusSeconds(34),
        AT.plusSeconds(34).plus(Duration.ofHours(1)),
        null,
        origin == Origin.GUARD ? null : "alice",
        null,
        grounds);
  }

  private static BlockView ended(BlockView block, BlockState state, String note) {
    return new BlockView(
        block.id(),
        block.target(),
        block.services(),
        block.rule(),
        block.origin(),
        state,
        block.level(),
        block.attempts(),
        block.accounts(),
        block.userAgent(),
        block.firstSeen(),
        block.lastSeen(),
        block.decidedAt(),
        block.expiresAt(),
        AT.plusSeconds(600),
        note == null ? null : "alice",
        note,
        block.grounds());
  }

  private static Configuration today(String trusted, IpGroup group, BlockLengths lengths) {
    var policy =
        new GuardPolicy(
            110,
            true,
            5,
            Duration.ofMinutes(10),
            Duration.ofHours(1),
            trusted,
            List.of(),
            Map.of(),
            GuardPolicy.DEFAULT_WEIGHTS,
            List.of(),
            lengths);
    return new Configuration(
        policy, Map.of(group.id(), group), Map.of(), Configuration.INITIAL.pbxLock());
  }
}
