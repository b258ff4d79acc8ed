package io.ringfence.admin.console;

import io.ringfence.admin.groups.GroupNames.GroupName;
import io.ringfence.admin.services.ServiceView;
import io.ringfence.contracts.config.ProtectedService;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A service as pages show it.
///
/// @param advice what the manual recommends, empty for one of the operator's own
/// @param group the name of the group that alone reaches it, `null` when everybody does
record ServiceItem(
    String name, String title, String advice, String ports, @Nullable String group, boolean own) {

  /// As the manual has them, then those of the operator's own.
  static final Comparator<ServiceItem> ORDER =
      Comparator.comparing(ServiceItem::own)
          .thenComparing(
              item -> List.of("web", "sip", "provisioning", "crm", "snmp").indexOf(item.name()))
          .thenComparing(ServiceItem::name);

  static ServiceItem of(ServiceView service, List<GroupName> groups) {
    String name = Objects.requireNonNull(service.name());
    return new ServiceItem(
        name,
        ServiceForm.text(service.title()),
        advice(name),
        ports(service),
        Boolean.TRUE.equals(service.restricted()) ? groupName(service, groups) : null,
        !ProtectedService.isBuiltIn(name));
  }

  /// Where its form is sent to.
  public String saved() {
    return FirewallPage.PATH + "/services/" + name;
  }

  /// What is shown of it in the page, as CSS selects it.
  public String target() {
    return "#service-" + name;
  }

  static String ports(ServiceView service) {
    return Stream.ofNullable(service.ports())
        .flatMap(List::stream)
        .map(
            port ->
                port.port()
                    + "/"
                    + Objects.requireNonNull(port.protocol()).name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  private static String groupName(ServiceView service, List<GroupName> groups) {
    return groups.stream()
        .filter(group -> group.id().equals(service.groupId()))
        .map(GroupName::name)
        .findFirst()
        .orElse(ServiceForm.text(service.groupId()));
  }

  private static String advice(String name) {
    return switch (name) {
      case "web" ->
          "The administration and the softphone. All users should reach it, at least from their own"
              + " workstations.";
      case "sip" ->
          "Best restricted to your internal network and the addresses of your SIP provider.";
      case "provisioning" ->
          "Best restricted to your internal network: TFTP sends configurations as plain text.";
      case "crm" -> "Best restricted to your internal network.";
      case "snmp" ->
          "Best restricted to your internal network and the addresses of monitoring servers.";
      default -> "";
    };
  }
}
