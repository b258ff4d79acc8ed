package io.ringfence.firewall.rules;

import io.ringfence.contracts.event.BlockDecision;
import java.util.List;

/// What becomes of a packet, and because of which rule. What passes here may still meet rules that
/// are not Ringfence's.
public sealed interface Verdict {

  /// Whether Ringfence's rules let it pass.
  boolean passes();

  /// The source is trusted: no other rule is looked at.
  record Trusted(String set) implements Verdict {
    @Override
    public boolean passes() {
      return true;
    }
  }

  /// The source is blocked.
  ///
  /// @param blocks those of this source and service
  record Blocked(String service, String set, List<BlockDecision> blocks) implements Verdict {
    @Override
    public boolean passes() {
      return false;
    }
  }

  /// The service is restricted, and the source not in its group.
  record Outsider(String service, String set) implements Verdict {
    @Override
    public boolean passes() {
      return false;
    }
  }

  /// The service is restricted, and the source in its group.
  record Member(String service, String set) implements Verdict {
    @Override
    public boolean passes() {
      return true;
    }
  }

  /// The service is not restricted, or only forwarded.
  record Open(String service) implements Verdict {
    @Override
    public boolean passes() {
      return true;
    }
  }

  /// No service has this port: no rule is about it.
  record NoService() implements Verdict {
    @Override
    public boolean passes() {
      return true;
    }
  }
}
