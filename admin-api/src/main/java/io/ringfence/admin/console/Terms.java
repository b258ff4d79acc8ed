package io.ringfence.admin.console;

import io.ringfence.admin.pending.Consent;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/// How a form's change of the firewall is to be carried out: the fields of [Consent], for people.
public class Terms {
  private static final String SECONDS = "60";

  /// The switch: a box that is not checked is not sent.
  @RestForm public @Nullable String takeBack;

  /// Seconds; none for a request that does not say anything about it.
  @RestForm public @Nullable String within;

  @RestForm public @Nullable String confirmImpact;

  /// Unless somebody says otherwise, a change of the console takes itself back after a minute.
  Consent consent() {
    var consent = new Consent();
    consent.confirmImpact = confirmImpact;
    if (isOn() && !seconds().equals("0")) {
      consent.confirmWithin = "PT" + seconds() + "S";
    }
    return consent;
  }

  public boolean isOn() {
    return takeBack != null || within == null;
  }

  public String seconds() {
    return within == null ? SECONDS : within.strip();
  }
}
