package io.ringfence.admin.accounts;

import io.ringfence.admin.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Who owns the SIP accounts. Where sip-edge stands in front of a PBX (role `guard`), the PBX does:
/// an account made here would be nobody's.
@ApplicationScoped
class Ownership {

  private static final String GUARD = "guard";

  private final boolean isPbx;

  /// @param role `ringfence.sip.role`: what sip-edge's is
  Ownership(@ConfigProperty(name = "ringfence.sip.role") String role) {
    this.isPbx = role.strip().equalsIgnoreCase(GUARD);
  }

  /// @throws ProblemException when the PBX owns them
  void requireOurs() {
    if (isPbx) {
      throw ProblemException.conflict(
          "sip-edge is in front of a PBX (ringfence.sip.role is guard), which owns the accounts:"
              + " make them and change their passwords there");
    }
  }
}
