package io.ringfence.firewall.export;

import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.ProtectedService;
import io.ringfence.contracts.config.ProtectedService.Port;
import io.ringfence.contracts.config.ProtectedService.Protocol;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpRangeSet;
import io.ringfence.firewall.rules.Names;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the firewall in front of the PBX is to let through: the ports of the services as they are
/// configured, and what a phone system needs besides.
///
/// @param rows the services first, each with its ports ascending
public record Ports(List<Row> rows) {

  /// How inbound connections are to be treated.
  enum Inbound {
    ALLOW,
    /// Only from members of the group.
    MEMBERS,
    /// Only where what the row says is so: somebody has to decide it.
    IF,
    DENY
  }

  /// One line of the table.
  ///
  /// @param outbound what to do with connections from the PBX
  /// @param inbound what to do with connections to the PBX
  /// @param from the members, for [Inbound#MEMBERS]
  public record Row(
      String service,
      Protocol protocol,
      PortRange port,
      String outbound,
      String inbound,
      @Nullable String note,
      Inbound treatment,
      IpRangeSet from) {

    /// Whether somebody has to decide about connections from the PBX.
    boolean isOutboundUndecided() {
      return !outbound.equals(ALLOW) && !isOutboundDenied();
    }

    boolean isOutboundDenied() {
      return outbound.equals(DENY);
    }
  }

  static final String ALLOW = "allow";
  static final String DENY = "deny";

  private static final List<String> FIVE = Names.SERVICES.stream().map(Service::wireName).toList();

  /// What is usual for a port that is not restricted.
  private record Usual(String name, String outbound, String inbound, @Nullable String note) {}

  /// The table for a configuration.
  ///
  /// @param rtp the ports of the PBX's media
  public static Ports of(Configuration configuration, PortRange rtp, Instant now) {
    var rows = new ArrayList<Row>();
    configuration.services().values().stream()
        .sorted(Comparator.comparingInt(Ports::place).thenComparing(ProtectedService::name))
        .forEach(service -> service(configuration, service, now, rows));
    rows.addAll(others(rtp));
    return new Ports(List.copyOf(rows));
  }

  /// The five come first, in the order that the operator knows.
  private static int place(ProtectedService service) {
    int place = FIVE.indexOf(service.name());
    return place < 0 ? FIVE.size() : place;
  }

  private static void service(
      Configuration configuration, ProtectedService service, Instant now, List<Row> rows) {
    var members = configuration.admitted(service.name(), now);
    service.ports().stream()
        .distinct()
        .sorted(Comparator.comparing(Port::port).thenComparing(Port::protocol))
        .forEach(
            port -> {
              var usual = usual(service, port);
              rows.add(
                  members == null
                      ? open(usual, port)
                      : restricted(usual, port, group(configuration, service), members));
            });
  }

  private static Row restricted(Usual usual, Port port, String group, IpRangeSet members) {
    return new Row(
        usual.name(),
        port.protocol(),
        PortRange.of(port.port()),
        usual.outbound(),
        "allow for members of " + group,
        usual.note(),
        Inbound.MEMBERS,
        members);
  }

  private static Row open(Usual usual, Port port) {
    return new Row(
        usual.name(),
        port.protocol(),
        PortRange.of(port.port()),
        usual.outbound(),
        usual.inbound(),
        usual.note(),
        usual.inbound().equals(DENY) ? Inbound.DENY : Inbound.IF,
        IpRangeSet.EMPTY);
  }

  private static String group(Configuration configuration, ProtectedService service) {
    String id = Objects.requireNonNullElse(service.groupId(), "");
    var group = configuration.groups().get(id);
    return group == null ? "group " + id + ", which is gone: nobody" : group.name();
  }

  private static Usual usual(ProtectedService service, Port port) {
    return switch (service.builtIn()) {
      case SIP -> sip(port.port());
      case WEB -> web(port.port());
      case PROVISIONING ->
          new Usual(
              "Phone provisioning", DENY, DENY, "TFTP sends configuration data as plain text");
      case CRM -> new Usual("CRM integration", DENY, DENY, "for your internal network only");
      case SNMP ->
          new Usual("SNMP monitoring", DENY, DENY, "for the servers that monitor the PBX only");
      case UNKNOWN -> new Usual(service.title(), DENY, DENY, null);
    };
  }

  private static Usual sip(int port) {
    String provider = "allow for SIP servers of your provider";
    String browsers = "allow if you wish phones in browsers to connect from the Internet";
    return switch (port) {
      case 5061 ->
          new Usual(
              "SIP over TLS",
              ALLOW,
              provider + ", and for phones outside if you wish",
              "encrypted signalling");
      case 5066 -> new Usual("SIP over WebSocket", DENY, browsers, "not encrypted: prefer 5067");
      case 5067 -> new Usual("SIP over WebSocket (TLS)", DENY, browsers, null);
      default -> new Usual("SIP", ALLOW, provider, "also for phones outside, if there are any");
    };
  }

  private static Usual web(int port) {
    return switch (port) {
      case 80 -> new Usual("HTTP", ALLOW, DENY, null);
      case 443 ->
          new Usual(
              "HTTPS",
              ALLOW,
              "allow if you wish users to be able to connect to the softphone from the Internet",
              null);
      default ->
          new Usual(
              port == 4021 ? "HTTPS" : "Web server",
              ALLOW,
              "allow if you wish users to be able to connect to the administration interface from"
                  + " the Internet",
              null);
    };
  }

  private static List<Row> others(PortRange rtp) {
    return List.of(
        other(
            "RTP",
            Protocol.UDP,
            rtp,
            ALLOW,
            ALLOW,
            "voice and video; the range that the PBX is set to"),
        other(
            "IMAP",
            Protocol.TCP,
            PortRange.of(143),
            "allow if integration with the mail server is enabled and there is a firewall between"
                + " it and the PBX",
            DENY,
            null),
        other("LDAP", Protocol.TCP, PortRange.of(389), ALLOW, DENY, null),
        other(
            "LDAPS",
            Protocol.TCP,
            PortRange.of(636),
            ALLOW,
            "allow if you use mapping from Active Directory or Open Directory and there is a"
                + " firewall between the directory service and the PBX",
            null),
        other("STUN/TURN", Protocol.UDP, PortRange.of(3478), ALLOW, ALLOW, null),
        other("STUN/TURN", Protocol.UDP, PortRange.of(3479), ALLOW, ALLOW, null),
        other("STUN/TURN", Protocol.TCP, PortRange.of(3478), ALLOW, ALLOW, null),
        other("STUN/TURN", Protocol.TCP, PortRange.of(3479), ALLOW, ALLOW, null));
  }

  private static Row other(
      String service,
      Protocol protocol,
      PortRange port,
      String outbound,
      String inbound,
      @Nullable String note) {
    var treatment =
        switch (inbound.toLowerCase(Locale.ROOT)) {
          case ALLOW -> Inbound.ALLOW;
          case DENY -> Inbound.DENY;
          default -> Inbound.IF;
        };
    return new Row(service, protocol, port, outbound, inbound, note, treatment, IpRangeSet.EMPTY);
  }
}
