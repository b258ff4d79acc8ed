package io.ringfence.edge.admission;

/// Who else uses the source of a failure: then what is done about it must spare them.
public enum Neighbourhood {
  /// Nobody but perhaps the account that failed.
  ALONE,
  /// Others, and this account, too: somebody in an office who mistypes.
  SHARED_WITH_OTHERS,
  /// Others, and never this account.
  SHARED_BY_OTHERS
}
