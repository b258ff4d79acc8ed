package io.ringfence.guard.simulation;

/// The kinds of attackers, and what the text of the policy promises of each: so many guesses, or
/// sources, and no more.
enum AttackKind {
  FAST("one password a second", Scope.SOURCE, 5),
  FLOOD("twenty passwords a second", Scope.SOURCE, 5),
  BELOW_PERIOD("four in each ten minutes", Scope.SOURCE, 30),
  SLOW("one an hour", Scope.SOURCE, 30),
  PATIENT("three a day: below every limit", Scope.SOURCE, Integer.MAX_VALUE),
  ENUMERATION("accounts, one after the other", Scope.SOURCE, 5),
  SLOW_ENUMERATION("an account each twelve minutes", Scope.SOURCE, 10),
  SPRAYING("one password for all, twenty sources", Scope.SOURCE, 10),
  DISTRIBUTED("one account, 300 sources once each", Scope.ACCOUNT, 10),
  SUBNET("hosts of one /24, once each", Scope.NETWORK, 8),
  V6_HOST("any address of one /64", Scope.SOURCE, 5),
  V6_SITE("any /64 of one /48", Scope.NETWORK, 8),
  DECOY("finds a decoy", Scope.SOURCE, 1),
  SCANNER("a scanner's requests", Scope.SOURCE, 2),
  MALFORMED("malformed requests", Scope.SOURCE, 10),
  FORGED("in the name of an office", Scope.NOBODY, Integer.MAX_VALUE),
  INSIDER("at one account, from an office", Scope.ACCOUNT_THERE, 5),
  INSIDER_SPRAYING("at many accounts, from an office", Scope.SOURCE, 36),
  NEIGHBOURS("twelve in a network of honest phones", Scope.SOURCE, 5),
  BREAK_IN("four accounts, and into a fifth", Scope.ALERT, Integer.MAX_VALUE),
  BREAK_IN_SPREAD("four sources, and a fifth gets in", Scope.ALERT, Integer.MAX_VALUE);

  /// What its guesses are counted by, and so what is to be blocked.
  enum Scope {
    SOURCE,
    ACCOUNT_THERE,
    ACCOUNT,
    NETWORK,
    /// Its success is to be told.
    ALERT,
    /// Nobody is to be blocked for it.
    NOBODY
  }

  private final String text;
  private final Scope scope;
  private final int limit;

  AttackKind(String text, Scope scope, int limit) {
    this.text = text;
    this.scope = scope;
    this.limit = limit;
  }

  String text() {
    return text;
  }

  Scope scope() {
    return scope;
  }

  /// Without blocks in between.
  int limit() {
    return limit;
  }

  boolean isToBeStopped() {
    return scope != Scope.ALERT && scope != Scope.NOBODY;
  }
}
