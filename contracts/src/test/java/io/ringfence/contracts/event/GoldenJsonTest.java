package io.ringfence.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.net.IpAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The wire format of every event, as files: a change here is a change for everybody outside.
class GoldenJsonTest {

  private static final UUID ID = UUID.fromString("018f3c5e-7b10-7a3c-9f00-0123456789ab");
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");

  private static final AuthenticationAttempt ATTEMPT = attempt(Reason.BAD_CREDENTIALS);

  private static final BlockDecision DECISION = decision(BlockTarget.of("ip", "192.0.2.7"));

  private static AuthenticationAttempt attempt(Reason reason) {
    return new AuthenticationAttempt(
        1,
        ID,
        TIME,
        Service.SIP,
        Outcome.REJECTED,
        reason,
        IpAddress.parse("192.0.2.7"),
        5071,
        Transport.UDP,
        "1001",
        "ringfence.local",
        "REGISTER",
        "friendly-scanner",
        "a84b4c76e66710",
        "edge-1",
        true,
        1);
  }

  private static BlockDecision decision(BlockTarget target) {
    return decision(target, null);
  }

  private static BlockDecision decision(BlockTarget target, Grounds grounds) {
    return new BlockDecision(
        1,
        ID,
        TIME,
        ID,
        target,
        Set.of(Service.SIP),
        Rule.PASSWORD_GUESSING,
        Origin.GUARD,
        BlockState.ACTIVE,
        1,
        new Evidence(5, TIME.minusSeconds(9), TIME, List.of("1001", "1002"), "friendly-scanner"),
        TIME,
        TIME.plusSeconds(3600),
        null,
        null,
        grounds);
  }

  private static final Grounds GROUNDS =
      new Grounds(103, 5, Duration.ofMinutes(10), 5, 0, TIME.plusSeconds(7200));

  private static final SecurityAlert PBX_LOCKED =
      new SecurityAlert(
          1, ID, TIME, SecurityAlert.Kind.PBX_LOCKED, "pbx", null, "token:ops", "toll fraud");

  private static final String TOO_MANY_CALLS =
      "toll-account: 50 calls within an hour to numbers that cost, the limit is 50";

  private static SecurityAlert tollCritical() {
    var kind = SecurityAlert.Kind.TOLL_CRITICAL;
    return new SecurityAlert(1, ID, TIME, kind, "account 1001", null, null, TOO_MANY_CALLS);
  }

  private static CallEvent call(CallState state) {
    boolean hasEnded = state == CallState.ENDED;
    return new CallEvent(
        1,
        ID,
        TIME,
        ID,
        state,
        "a84b4c76e66710",
        CallDirection.OUTGOING,
        "1001",
        "1001",
        "0004930123456",
        "+4930123456",
        false,
        IpAddress.parse("192.0.2.9"),
        5060,
        Transport.TLS,
        "baresip",
        "trunk.example.net",
        TIME.minusSeconds(70),
        TIME.minusSeconds(60),
        hasEnded ? TIME : null,
        hasEnded ? Duration.ofSeconds(60) : null,
        hasEnded ? CallEnd.CALLEE_HUNG_UP : null,
        null,
        null,
        "edge-1");
  }

  private static Command feedBlock() {
    return new Command(
        1,
        ID,
        TIME,
        Command.Action.FEED_BLOCK,
        BlockTarget.of("ip", "192.0.2.9"),
        ID,
        Set.of(Service.SIP),
        TIME.plusSeconds(60),
        "feed voipbl",
        "listed by voipbl");
  }

  private static Command endCall() {
    return new Command(
        1,
        ID,
        TIME,
        Command.Action.END_CALL,
        BlockTarget.of("ip", "192.0.2.9"),
        null,
        null,
        null,
        "token:ops",
        null,
        ID);
  }

  static Stream<Event> events() {
    return Stream.of(
        ATTEMPT,
        DECISION,
        SecurityAlert.blocked(DECISION),
        new Command(
            1,
            ID,
            TIME,
            Command.Action.BLOCK,
            BlockTarget.of("prefix", "2001:db8::/64"),
            ID,
            Set.of(Service.SIP),
            TIME.plusSeconds(60),
            "admin",
            "by hand"),
        new EnforcementReport(
            1,
            ID,
            TIME,
            "node-1",
            "firewall-service",
            "nftables",
            1,
            Map.of("blocked_sip_v4", 1),
            Map.of("sip", 12L),
            Map.of("policy/guard", 3L),
            List.of(new EnforcementReport.Applied(ID, BlockState.ACTIVE, TIME)),
            null,
            "table inet ringfence {}",
            TIME,
            2,
            7,
            List.of(new EnforcementReport.Dropped(ID, 12)),
            Map.of("sip_blocked_v4", 12L),
            Map.of("sip", 3L)),
        call(CallState.ENDED),
        new LockOrder(1, ID, TIME, "1001", "toll-fraud", TOO_MANY_CALLS),
        new Registration(
            1,
            ID,
            TIME,
            "1001",
            "sip:1001@192.0.2.9:5060",
            IpAddress.parse("192.0.2.9"),
            5060,
            Transport.TCP,
            "baresip",
            "a84b4c76e66710",
            2,
            TIME,
            TIME.plusSeconds(3600),
            "edge-1",
            "urn:uuid:00000000-0000-1000-8000-000a95a0e128",
            1,
            500,
            List.of("<sip:edge.example.org;lr;ob>"),
            "[2001:db8::1]:5060"));
  }

  @ParameterizedTest
  @MethodSource("events")
  void isWrittenAsTheGoldenFileSays(Event event) throws IOException {
    var mapper = new ObjectMapper();
    assertThat(mapper.readTree(Json.write(event)))
        .isEqualTo(mapper.readTree(golden(event.getClass())));
  }

  @ParameterizedTest
  @MethodSource("events")
  void isReadBackAsItWas(Event event) throws IOException {
    assertThat((Event) Json.read(golden(event.getClass()), event.getClass())).isEqualTo(event);
  }

  static Stream<Arguments> variants() {
    return Stream.of(
        arguments("flood", attempt(Reason.FLOOD)),
        arguments("wrong-domain", attempt(Reason.WRONG_DOMAIN)),
        arguments("answered", call(CallState.ANSWERED)),
        arguments("end-call", endCall()),
        arguments("feed-block", feedBlock()),
        arguments("pbx-locked", PBX_LOCKED),
        arguments("grounds", decision(BlockTarget.of("ip", "192.0.2.7"), GROUNDS)),
        arguments("toll-critical", tollCritical()),
        arguments("ip+account", decision(BlockTarget.of("ip+account", "192.0.2.7 1001"))),
        arguments("account", decision(BlockTarget.of("account", "account 1001"))));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void variantIsWrittenAndReadBack_asItsGoldenFileSays(String name, Event event)
      throws IOException {
    var mapper = new ObjectMapper();
    byte[] golden = golden(event.getClass().getSimpleName() + "." + name);

    assertThat(mapper.readTree(Json.write(event))).isEqualTo(mapper.readTree(golden));
    assertThat((Event) Json.read(golden, event.getClass())).isEqualTo(event);
  }

  @Test
  void ignoresUnknownFields_andTakesUnknownEnumValuesAsUnknown() {
    String json =
        new String(Json.write(ATTEMPT), StandardCharsets.UTF_8)
            .replace("\"bad-credentials\"", "\"telepathy\"")
            .replaceFirst("\\{", "{\"colour\":\"blue\",");
    var read = Json.read(json.getBytes(StandardCharsets.UTF_8), AuthenticationAttempt.class);
    assertThat(read.reason()).isEqualTo(Reason.UNKNOWN);
  }

  /// What edges wrote before they knew flows.
  @Test
  void registrationWithoutAFlow_isKeyedByItsContact() throws IOException {
    var json = new ObjectMapper().readTree(golden(Registration.class));
    var before = ((com.fasterxml.jackson.databind.node.ObjectNode) json);
    before.remove(List.of("instance", "regId", "q", "path"));

    var read = Json.read(before.toString().getBytes(StandardCharsets.UTF_8), Registration.class);

    assertThat(read.key()).isEqualTo("1001 sip:1001@192.0.2.9:5060");
    assertThat(new ObjectMapper().readTree(Json.write(read))).isEqualTo(before);
  }

  @Test
  void registrationOfAFlow_isKeyedByDeviceAndFlow() throws IOException {
    var read = Json.read(golden(Registration.class), Registration.class);

    assertThat(read.key()).isEqualTo("1001 urn:uuid:00000000-0000-1000-8000-000a95a0e128;reg-id=1");
  }

  @Test
  void refusesWhatIsNoEvent_withOneLineOfReason() {
    for (String json :
        List.of(
            "",
            "null",
            "[]",
            "{",
            "\"x\"",
            "{}",
            "{\"eventId\":\"x\"}",
            "{\"schemaVersion\":null}")) {
      assertThatThrownBy(
              () -> Json.read(json.getBytes(StandardCharsets.UTF_8), AuthenticationAttempt.class))
          .as(json)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("not a AuthenticationAttempt: ")
          .message()
          .doesNotContain("\n");
    }
  }

  @Test
  void refusesATimeThatNoClockShows() {
    String json = new String(Json.write(ATTEMPT), StandardCharsets.UTF_8);
    for (String time :
        List.of("-1", "9e18", "1.0e16", "\"+1000000000-12-31T23:59:59Z\"", "253402300800000")) {
      assertThatThrownBy(
              () ->
                  Json.read(
                      json.replace("1767323045678", time).getBytes(StandardCharsets.UTF_8),
                      AuthenticationAttempt.class))
          .as(time)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static byte[] golden(Class<?> type) throws IOException {
    return golden(type.getSimpleName());
  }

  private static byte[] golden(String name) throws IOException {
    try (var file = GoldenJsonTest.class.getResourceAsStream("/golden/" + name + ".json")) {
      assertThat(file).as("golden file %s", name).isNotNull();
      return file.readAllBytes();
    }
  }

  @Test
  void aReportOfAnEnforcerThatDoesNotReadBack_provesNothing() {
    String json =
        """
        {"schemaVersion":1,"eventId":"%s","occurredAt":1,"node":"n","enforcer":"e","backend":"sip",
         "blocks":0,"elements":{},"droppedPackets":{},"configVersions":{},"recent":[]}
        """
            .formatted(ID);

    var report = Json.read(json.getBytes(StandardCharsets.UTF_8), EnforcementReport.class);

    assertThat(report.provenAt()).isNull();
    assertThat(report.drift()).isZero();
    assertThat(report.repairs()).isZero();
    assertThat(report.drops()).isEmpty();
    assertThat(report.droppedBySet()).isEmpty();
    assertThat(report.passedPackets()).isEmpty();
  }
}
