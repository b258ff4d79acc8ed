package io.ringfence.firewall.export;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.ringfence.contracts.config.ProtectedService.Port;
import io.ringfence.contracts.net.IpRangeSet;
import io.ringfence.firewall.export.Ports.Inbound;
import io.ringfence.firewall.export.Ports.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The inbound half of the table for clouds, which deny what is not allowed.
final class CloudPorts {

  private CloudPorts() {}

  static String aws(Ports ports) {
    var permissions = JsonNodeFactory.instance.arrayNode();
    for (var row : allowed(ports)) {
      permissions.add(
          AwsExport.permission(
              new Port(row.protocol(), row.port().first()),
              row.port().last(),
              from(row),
              row.service()));
    }
    var comment = new ArrayList<String>();
    comment.add(
        "The ports of a PBX. Take Comment out, then: aws ec2 authorize-security-group-ingress"
            + " --group-id ID --cli-input-json file://FILE");
    comment.add("Inbound alone: a new group lets everything out.");
    comment.add("For you to decide, and not in it:");
    undecided(ports).forEach(comment::add);
    return AwsExport.document(permissions, comment.toArray(String[]::new));
  }

  static String networkPolicy(Ports ports) {
    var text = new StringBuilder();
    text.append(
        """
        # The ports of a PBX. Edit podSelector, then: kubectl apply -f FILE.
        # Pods on the host's network are not subject to it. It says nothing of outbound connections.
        # For you to decide, and not in it:
        """);
    undecided(ports).forEach(line -> text.append("#   ").append(line).append('\n'));
    text.append(
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: ringfence-ports
        spec:
          podSelector:
            matchLabels:
              app.kubernetes.io/name: pbx
          policyTypes:
            - Ingress
          ingress:
        """);
    allowed(ports).forEach(row -> rule(text, row));
    return text.toString();
  }

  private static void rule(StringBuilder text, Row row) {
    text.append("    # ").append(Text.line(row.service())).append("\n    - from:\n");
    Stream.concat(Plain.prefixes(from(row), false), Plain.prefixes(from(row), true))
        .forEach(
            prefix ->
                text.append("        - ipBlock:\n            cidr: \"")
                    .append(prefix)
                    .append("\"\n"));
    text.append("      ports:\n        - protocol: ");
    text.append(row.protocol().name().toUpperCase(Locale.ROOT));
    text.append("\n          port: ").append(row.port().first()).append('\n');
    if (row.port().last() != row.port().first()) {
      text.append("          endPort: ").append(row.port().last()).append('\n');
    }
  }

  private static List<Row> allowed(Ports ports) {
    return ports.rows().stream()
        .filter(
            row ->
                row.treatment() == Inbound.ALLOW
                    || (row.treatment() == Inbound.MEMBERS && !row.from().isEmpty()))
        .toList();
  }

  private static List<String> undecided(Ports ports) {
    return ports.rows().stream()
        .filter(row -> row.treatment() == Inbound.IF)
        .map(row -> Text.line(RouterPorts.title(row)))
        .toList();
  }

  private static IpRangeSet from(Row row) {
    return row.treatment() == Inbound.ALLOW ? AwsExport.EVERYBODY : row.from();
  }
}
