package io.ringfence.edge;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.ringfence.edge.guard.GuardSettings;
import io.ringfence.edge.proxy.ReturnRoute;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// The settings of role `guard`, checked: a wrong one fails the start with its key and value.
final class Guarding {

  private static final String PREFIX = "ringfence.sip.pbx.";

  private Guarding() {}

  static boolean isOn(SipConfig config) {
    boolean hasPbx = config.pbx().uris().isPresent();
    return switch (config.role()) {
      case REGISTRAR -> {
        if (hasPbx) {
          throw new ConfigurationException(
              PREFIX
                  + "uris is set, but ringfence.sip.role is registrar: whose are the accounts?"
                  + " Set the role to guard, or use ringfence.sip.upstreams for a trunk");
        }
        yield false;
      }
      case GUARD -> {
        if (!hasPbx) {
          throw new ConfigurationException(
              "ringfence.sip.role is guard: set "
                  + PREFIX
                  + "uris (RINGFENCE_SIP_PBX) to the PBX, such as sip:10.0.0.5");
        }
        if (config.upstreams().isPresent()) {
          throw new ConfigurationException(
              "ringfence.sip.upstreams is for role registrar; in role guard the PBX has the trunks");
        }
        yield true;
      }
    };
  }

  /// `null` when the accounts are ours.
  static @Nullable ReturnRoute returnRoute(SipConfig config) {
    if (!isOn(config)) {
      return null;
    }
    try {
      return ReturnRoute.parse(config.pbx().returnRoute());
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          PREFIX + "return-route is " + config.pbx().returnRoute() + ": " + e.getMessage());
    }
  }

  /// @param share of the bounds that an event loop has
  static GuardSettings settings(PbxConfig pbx, IntUnaryOperator share) {
    try {
      return new GuardSettings(
          Set.copyOf(pbx.registerRejections()),
          Set.copyOf(pbx.rejections()),
          pbx.patience(),
          share.applyAsInt(pbx.maxWaiting()),
          pbx.maxWaitingPerSource(),
          pbx.maxUnansweredPerSource(),
          share.applyAsInt(pbx.maxNonces()),
          pbx.nonceLifetime());
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(PREFIX + "*: " + e.getMessage());
    }
  }
}
