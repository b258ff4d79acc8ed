package io.ringfence.guard.detect;

import java.util.Locale;

/// What became of an attempt or an order, for counting.
public enum Note {
  /// It is in the window now.
  COUNTED,
  /// It completed a period: the source is blocked.
  DECIDED,
  /// It completed a period: one account is to be blocked at its source.
  HANDED_ON,
  /// A login succeeded.
  ACCEPTED,
  /// A phone has an old password. It is reported, and does not count.
  STALE_PASSWORD,
  /// It counts for nothing: not from a verified source, or for no rule that is on.
  NOT_A_GUESS,
  /// It is in the window already.
  DUPLICATE,
  /// It decided a block before; that was announced again.
  REPEATED,
  /// It is at least a period older than the newest one.
  LATE,
  /// It was used up by a block or forgiven by a release.
  CLEARED,
  /// The service it went for is blocked for its source.
  AFTER_BLOCK,
  /// Its source is trusted.
  TRUSTED,
  /// A registered trunk is behind its source.
  REGISTERED_TRUNK,
  /// The protection is switched off.
  DISABLED,
  /// The order was carried out.
  CARRIED_OUT,
  /// The order would block what is trusted.
  REFUSED_TRUSTED,
  /// Another's block lies there, which a feed's does not replace.
  BLOCKED_OTHERWISE,
  /// There is no such block to release.
  NOTHING_TO_RELEASE,
  /// The order is of a kind this version does not know.
  UNKNOWN_ORDER,
  /// The order is for another service.
  ORDER_FOR_OTHERS,
  /// Time or a changed configuration did it.
  BY_ITSELF,
  /// Nothing happened.
  NOTHING;

  /// The metric's label.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
