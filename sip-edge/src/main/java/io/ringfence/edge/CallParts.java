package io.ringfence.edge;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.ringfence.edge.call.CallControl;
import io.ringfence.edge.call.CallLimits;
import io.ringfence.edge.call.CallLog;
import io.ringfence.edge.call.CallTable;
import io.ringfence.edge.call.DialPlan;
import io.ringfence.edge.call.Locks;
import java.util.HashSet;
import java.util.List;

/// The calls' settings, checked: a wrong one fails the start.
final class CallParts {

  private CallParts() {}

  static CallControl of(SipConfig config, Node node, CallLog log) {
    var settings = config.calls();
    try {
      var limits =
          new CallLimits(config.memory().calls(), settings.maxAge(), settings.confirmEvery());
      return new CallControl(
          new CallTable(limits, log, node.name()),
          new Locks(settings.internalWhileLocked()),
          new DialPlan(rules(settings)));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("ringfence.sip.calls: " + e.getMessage());
    }
  }

  private static DialPlan.Rules rules(CallSettings settings) {
    return new DialPlan.Rules(
        settings.outsidePrefix().orElse(""),
        settings.internationalPrefixes().orElse(List.of()),
        settings.nationalPrefix().orElse(""),
        settings.countryCode().orElse(""),
        new HashSet<>(settings.emergencyNumbers().orElse(List.of())));
  }
}
