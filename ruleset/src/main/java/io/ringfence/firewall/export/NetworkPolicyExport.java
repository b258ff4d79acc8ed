package io.ringfence.firewall.export;

import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.contracts.net.IpRangeSet;
import io.ringfence.firewall.rules.RuleSet;
import io.ringfence.firewall.rules.RuleSet.Guarded;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// A NetworkPolicy for the pods of a PBX.
final class NetworkPolicyExport {

  /// Blocked prefixes that are named: Kubernetes keeps no object of more than 1.5 MB.
  static final int MAX_EXCEPT = 1_000;

  private final StringBuilder text = new StringBuilder();
  private final RuleSet rules;

  private NetworkPolicyExport(RuleSet rules) {
    this.rules = rules;
  }

  static String of(RuleSet rules) {
    return new NetworkPolicyExport(rules).write();
  }

  private String write() {
    int left = rules.services().stream().mapToInt(this::leftOut).sum();
    text.append(
        Plain.header(
            "#",
            rules.at(),
            "Edit podSelector, then: kubectl apply -f FILE.",
            "Pods on the host's network, such as this chart's sip-edge, are not subject to it.",
            "What no service's port is about is denied too: a policy only allows.",
            "Blocks have no end in it, flows that are connected may go on, and of the blocked",
            "prefixes the largest "
                + MAX_EXCEPT
                + " of a service are named: "
                + left
                + " are not."));
    text.append(
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: ringfence
        spec:
          podSelector:
            matchLabels:
              app.kubernetes.io/name: pbx
          policyTypes:
            - Ingress
          ingress:
        """);
    rules.services().stream().filter(service -> !service.ports().isEmpty()).forEach(this::ingress);
    return text.toString();
  }

  private void ingress(Guarded service) {
    var members = Plain.members(service, rules.trusted());
    text.append("    # ").append(Plain.name(service.service())).append('\n');
    if (members != null && members.isEmpty()) {
      text.append("    # restricted to nobody\n");
      return;
    }
    text.append("    - from:\n");
    if (members == null) {
      var except = named(service);
      both(AwsExport.EVERYBODY).forEach(prefix -> block(prefix, within(except, prefix)));
      both(rules.trusted()).forEach(prefix -> block(prefix, List.of()));
    } else {
      both(members.without(blocked(service))).forEach(prefix -> block(prefix, List.of()));
    }
    text.append("      ports:\n");
    for (var port : service.ports()) {
      text.append("        - protocol: ").append(port.protocol().name().toUpperCase(Locale.ROOT));
      text.append("\n          port: ").append(port.port()).append('\n');
    }
  }

  private void block(IpPrefix prefix, List<IpPrefix> except) {
    text.append("        - ipBlock:\n            cidr: ").append(quoted(prefix));
    if (!except.isEmpty()) {
      text.append("            except:\n");
      except.forEach(out -> text.append("              - ").append(quoted(out)));
    }
  }

  private static String quoted(IpPrefix prefix) {
    return '"' + prefix.toString() + "\"\n";
  }

  private static List<IpPrefix> within(List<IpPrefix> blocked, IpPrefix prefix) {
    var range = prefix.toRange();
    return blocked.stream().filter(out -> range.contains(out.address())).toList();
  }

  private IpRangeSet blocked(Guarded service) {
    return Plain.blocked(service, rules.trusted());
  }

  private List<IpPrefix> named(Guarded service) {
    return both(blocked(service))
        .sorted(Comparator.comparingInt(prefix -> prefix.length() - prefix.address().bits()))
        .limit(MAX_EXCEPT)
        .sorted(Comparator.comparing(IpPrefix::address))
        .toList();
  }

  private int leftOut(Guarded service) {
    return service.members() != null
        ? 0
        : Math.max(0, (int) both(blocked(service)).count() - MAX_EXCEPT);
  }

  private static Stream<IpPrefix> both(IpRangeSet set) {
    return Stream.concat(Plain.prefixes(set, false), Plain.prefixes(set, true));
  }
}
