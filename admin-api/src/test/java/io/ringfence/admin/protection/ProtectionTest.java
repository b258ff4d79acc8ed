package io.ringfence.admin.protection;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.WithServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class ProtectionTest extends WithServers {
  private static final String PATH = "/api/v1/protection";

  @Test
  void changesOneField_andKeepsTheOthers() {
    var before = Api.admin().get(PATH);
    assertThat(before.status()).as(before.text()).isEqualTo(200);

    var after = Api.admin().put(PATH, "{\"attempts\":7}");

    assertThat(after.status()).as(after.text()).isEqualTo(200);
    assertThat(after.json().get("attempts").intValue()).isEqualTo(7);
    assertThat(after.json().get("period")).isEqualTo(before.json().get("period"));
    assertThat(after.header("ETag")).isNotEqualTo(before.header("ETag")).startsWith("\"");
  }

  @Test
  void takesBackWhatItGave_withEveryFieldSet() {
    var group = Api.admin().post("/api/v1/ip-groups", "{\"name\":\"trusted of protection\"}");
    String body =
        """
        {"enabled":true,"attempts":5,"period":"PT10M","blockFor":"PT1H","trustedGroupId":"%s",
         "warningRecipients":["admin@example.org","noc+pbx@example.org"]}"""
            .formatted(group.json().get("id").textValue());

    var changed = Api.admin().put(PATH, body);

    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    assertThat(changed.json()).isEqualTo(Api.admin().get(PATH).json());
    var again = Api.admin().put(PATH, changed.text());
    assertThat(again.json()).isEqualTo(changed.json());
    var cleared = Api.admin().put(PATH, "{\"trustedGroupId\":null}");
    assertThat(cleared.json().get("trustedGroupId").isNull()).isTrue();
  }

  @Test
  void refusesAChange_thatStartsFromAnOldVersion() {
    String tag = Api.admin().get(PATH).header("ETag");
    assertThat(Api.admin().with("If-Match", tag).put(PATH, "{\"attempts\":6}").status())
        .isEqualTo(200);

    var stale = Api.admin().with("If-Match", tag).put(PATH, "{\"attempts\":9}");

    assertThat(stale.status()).isEqualTo(412);
    assertThat(stale.header("Content-Type")).startsWith("application/problem+json");
    assertThat(Api.admin().get(PATH).json().get("attempts").intValue()).isEqualTo(6);
  }

  @Test
  void changesOneRule_andKeepsTheOthers() {
    var before = Api.admin().get(PATH).json().get("rules");
    assertThat(before.get("subnet").get("mode").textValue()).isEqualTo("on");

    var after =
        Api.admin()
            .put(
                PATH,
                """
                {"rules":{"subnet":{"mode":"watch","limit":20},"password-guessing":{"mode":"on"}},
                 "weights":{"scanner":7},"decoys":["1999","1999"],"lengths":{"factor":2.5,"scope":"all"}}""");

    assertThat(after.status()).as(after.text()).isEqualTo(200);
    var rules = after.json().get("rules");
    assertThat(rules.get("subnet").toString())
        .isEqualTo("{\"mode\":\"watch\",\"limit\":20,\"period\":\"PT1H\"}");
    assertThat(rules.get("decoy")).isEqualTo(before.get("decoy"));
    assertThat(after.json().get("weights").get("scanner").intValue()).isEqualTo(7);
    assertThat(after.json().get("weights").get("malformed").intValue()).isEqualTo(1);
    assertThat(after.json().get("decoys")).hasSize(1);
    assertThat(after.json().get("lengths").get("factor").doubleValue()).isEqualTo(2.5);
    assertThat(after.json().get("lengths").get("memory").textValue()).isEqualTo("PT720H");
    assertThat(after.json().get("lengths").get("scope").textValue()).isEqualTo("all");
    assertThat(Api.admin().put(PATH, after.text()).json()).isEqualTo(after.json());

    var reset =
        Api.admin()
            .put(
                PATH,
                "{\"rules\":{\"subnet\":null},\"weights\":null,\"decoys\":null,\"lengths\":null}");
    assertThat(reset.json().get("rules")).isEqualTo(before);
    assertThat(reset.json().get("decoys")).isEmpty();
    assertThat(reset.json().get("lengths").get("factor").doubleValue()).isEqualTo(1);
    assertThat(reset.json().get("lengths").get("scope").textValue()).isEqualTo("all-from-second");
  }

  @Test
  void changesOneLimitOfCalls_andKeepsTheOthers() {
    var before = Api.admin().get(PATH).json().get("toll");
    assertThat(before.at("/account/callsPerHour/critical").intValue()).isEqualTo(50);
    assertThat(before.at("/account/minutesPerDay/critical").intValue()).isEqualTo(120);
    assertThat(before.get("prefixes").toString()).isEqualTo("[\"+\",\"00\",\"011\"]");

    var after =
        Api.admin()
            .put(
                PATH,
                """
                {"toll":{"account":{"callsPerHour":{"critical":9},
                                    "outsideHours":{"minutesPerDay":{"warning":1,"critical":2}}},
                         "total":{"mode":"watch"}, "exemptPrefixes":["+49"],
                         "officeHours":{"zone":"Europe/Berlin","days":["monday"],
                                        "from":"07:00","to":"17:00"}}}""");

    assertThat(after.status()).as(after.text()).isEqualTo(200);
    var toll = after.json().get("toll");
    assertThat(toll.at("/account/callsPerHour").toString())
        .isEqualTo("{\"warning\":null,\"critical\":9}");
    assertThat(toll.at("/account/minutesPerDay")).isEqualTo(before.at("/account/minutesPerDay"));
    assertThat(toll.at("/account/mode").textValue()).isEqualTo("on");
    assertThat(toll.at("/account/outsideHours/minutesPerDay/critical").intValue()).isEqualTo(2);
    assertThat(toll.at("/total/mode").textValue()).isEqualTo("watch");
    assertThat(toll.at("/total/callsPerHour")).isEqualTo(before.at("/total/callsPerHour"));
    assertThat(toll.at("/officeHours/zone").textValue()).isEqualTo("Europe/Berlin");
    assertThat(Api.admin().put(PATH, after.text()).json()).isEqualTo(after.json());

    var reset = Api.admin().put(PATH, "{\"toll\":null}");
    assertThat(reset.json().get("toll")).isEqualTo(before);
  }

  @Test
  void namesItsTrunks_andKeepsTheirMemory() {
    var before = Api.admin().get(PATH).json().get("trunks");
    assertThat(before.toString()).isEqualTo("{\"accounts\":[],\"memory\":\"PT24H\"}");

    Api.admin().put(PATH, "{\"trunks\":{\"memory\":\"PT2H\"}}");
    var after = Api.admin().put(PATH, "{\"trunks\":{\"accounts\":[\"branch-1\",\"branch-1\"]}}");

    assertThat(after.status()).as(after.text()).isEqualTo(200);
    assertThat(after.json().get("trunks").toString())
        .isEqualTo("{\"accounts\":[\"branch-1\"],\"memory\":\"PT2H\"}");
    assertThat(Api.admin().put(PATH, after.text()).json()).isEqualTo(after.json());
    assertThat(Api.admin().put(PATH, "{\"trunks\":null}").json().get("trunks")).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"attempts\":0}|attempts",
        "{\"attempts\":101}|attempts",
        "{\"attempts\":\"5\"}|attempts",
        "{\"attempts\":5.5}|attempts",
        "{\"attempts\":null}|attempts",
        "{\"period\":\"PT0S\"}|period",
        "{\"period\":\"10 minutes\"}|period",
        "{\"period\":600}|period",
        "{\"blockFor\":\"-PT1H\"}|blockFor",
        "{\"blockFor\":\"PT0.5S\"}|blockFor",
        "{\"enabled\":\"yes\"}|enabled",
        "{\"trustedGroupId\":\"no-such-group\"}|trustedGroupId",
        "{\"warningRecipients\":[\"a@b\",\"not an address\"]}|warningRecipients[1]",
        "{\"warningRecipients\":[\"a@example.org\\r\\nBcc: x@example.org\"]}|warningRecipients[0]",
        "{\"warningRecipients\":\"a@example.org\"}|warningRecipients",
        "{\"rules\":{\"subnet\":{\"limit\":0}}}|rules.subnet",
        "{\"rules\":{\"subnet\":{\"period\":\"PT0S\"}}}|rules.subnet",
        "{\"rules\":{\"password-guessing\":{\"limit\":3}}}|rules.password-guessing",
        "{\"rules\":{\"manual\":{\"mode\":\"off\"}}}|rules.manual",
        "{\"weights\":{\"scanner\":101}}|weights.scanner",
        "{\"weights\":{\"bad-credentials\":1}}|weights.bad-credentials",
        "{\"decoys\":[\"1999\",\"a b\"]}|decoys[1]",
        "{\"lengths\":{\"factor\":0.5}}|lengths",
        "{\"lengths\":{\"jitterPercent\":51}}|lengths",
        "{\"lengths\":{\"scope\":\"some\"}}|lengths.scope",
        "{\"toll\":{\"account\":{\"callsPerHour\":{\"critical\":0}}}}|toll.account.callsPerHour",
        "{\"toll\":{\"total\":{\"minutesPerDay\":{\"warning\":3,\"critical\":2}}}}|toll.total.minutesPerDay",
        "{\"toll\":{\"total\":{\"mode\":\"loud\"}}}|toll.total.mode",
        "{\"toll\":{\"prefixes\":[\"+49\",\"x\"]}}|toll",
        "{\"toll\":{\"prefixes\":[null]}}|toll",
        "{\"toll\":{\"exemptAccounts\":[\"a b\"]}}|toll",
        "{\"toll\":{\"officeHours\":{\"zone\":\"Mars\",\"from\":\"08:00\",\"to\":\"09:00\"}}}|toll.officeHours",
        "{\"trunks\":{\"accounts\":[\"a b\"]}}|trunks",
        "{\"trunks\":{\"memory\":\"P31D\"}}|trunks",
        "{\"trunks\":{\"memory\":\"a day\"}}|trunks.memory",
        "{\"trunks\":{\"colour\":\"red\"}}|trunks.colour",
        "{\"toll\":{\"colour\":\"red\"}}|toll.colour",
        "{\"colour\":\"red\"}|colour",
      })
  void refusesValues_namingTheField(String body, String field) {
    var refused = Api.admin().put(PATH, body);

    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.json().at("/errors/0/field").textValue()).isEqualTo(field);
    assertThat(refused.json().at("/errors/0/message").textValue()).isNotBlank();
  }

  @Test
  void refusesMoreThanFiftyRecipients() {
    var addresses = new StringBuilder();
    for (int i = 0; i < 51; i++) {
      addresses.append(i == 0 ? "" : ",").append("\"a").append(i).append("@example.org\"");
    }

    var refused = Api.admin().put(PATH, "{\"warningRecipients\":[" + addresses + "]}");

    assertThat(refused.status()).isEqualTo(400);
  }
}
