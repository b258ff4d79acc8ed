package io.ringfence.firewall.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringfence.contracts.config.ProtectedService.Port;
import io.ringfence.contracts.net.IpRange;
import io.ringfence.contracts.net.IpRangeSet;
import io.ringfence.firewall.rules.RuleSet;
import java.util.List;
import java.util.Locale;

/// The ingress of an EC2 security group.
final class AwsExport {

  static final IpRangeSet EVERYBODY =
      IpRangeSet.of(List.of(IpRange.parse("0.0.0.0/0"), IpRange.parse("::/0")));

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private AwsExport() {}

  static String of(RuleSet rules) {
    var permissions = JSON.arrayNode();
    int entries = 0;
    for (var service : rules.services()) {
      var members = Plain.members(service, rules.trusted());
      var from = members == null ? EVERYBODY : members;
      for (var port : service.ports()) {
        var permission = permission(port, port.port(), from, "Ringfence " + service.service());
        entries += permission.get("IpRanges").size() + permission.get("Ipv6Ranges").size();
        permissions.add(permission);
      }
    }
    return document(
        permissions,
        "Ringfence's rule set of " + rules.at() + ". A snapshot.",
        "Take Comment out, then: aws ec2 authorize-security-group-ingress --group-id ID"
            + " --cli-input-json file://FILE",
        "A security group only allows: blocked addresses and prefixes cannot be in it, use a"
            + " network ACL or a bouncer for them.",
        "Flows that are connected go on when a rule is taken away.",
        entries + " rules; AWS allows 60 in a group unless told otherwise.");
  }

  static String document(ArrayNode permissions, String... comment) {
    var document = JSON.objectNode();
    var lines = document.putArray("Comment");
    for (String line : comment) {
      lines.add(line);
    }
    document.set("IpPermissions", permissions);
    return document.toPrettyString() + "\n";
  }

  /// @param description letters, digits and what AWS takes besides; other characters become `_`
  static ObjectNode permission(Port port, int last, IpRangeSet from, String description) {
    String text = description.replaceAll("[^a-zA-Z0-9. _:/()#,@\\[\\]+=&;{}!$*-]", "_");
    var permission = MAPPER.createObjectNode();
    permission.put("IpProtocol", port.protocol().name().toLowerCase(Locale.ROOT));
    permission.put("FromPort", port.port());
    permission.put("ToPort", last);
    var v4 = permission.putArray("IpRanges");
    Plain.prefixes(from, false)
        .forEach(p -> v4.addObject().put("CidrIp", p.toString()).put("Description", text));
    var v6 = permission.putArray("Ipv6Ranges");
    Plain.prefixes(from, true)
        .forEach(p -> v6.addObject().put("CidrIpv6", p.toString()).put("Description", text));
    return permission;
  }
}
