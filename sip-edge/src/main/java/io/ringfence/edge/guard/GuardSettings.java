package io.ringfence.edge.guard;

import java.time.Duration;
import java.util.Set;

/// How a PBX's answers are read, and how much of one source it gets.
///
/// @param registerRejections statuses that say to a REGISTER with credentials that they are wrong
/// @param rejections the same to any other request
/// @param patience how long a login waits for others of its source to be answered
/// @param maxWaiting logins that wait, of all sources
/// @param maxWaitingPerSource the same of one source
/// @param maxUnansweredPerSource requests of one source that the PBX has not answered at all
/// @param maxNonces nonces remembered, of all sources
/// @param nonceLifetime how long they are
public record GuardSettings(
    Set<Integer> registerRejections,
    Set<Integer> rejections,
    Duration patience,
    int maxWaiting,
    int maxWaitingPerSource,
    int maxUnansweredPerSource,
    int maxNonces,
    Duration nonceLifetime) {

  public static final GuardSettings DEFAULT =
      new GuardSettings(
          Set.of(401, 403, 404, 407, 603, 604),
          Set.of(401, 403, 407),
          Duration.ofSeconds(5),
          10_000,
          1_000,
          200,
          262_144,
          Duration.ofHours(1));

  public GuardSettings {
    registerRejections = Set.copyOf(registerRejections);
    rejections = Set.copyOf(rejections);
    if (!rejections.contains(401) || !rejections.contains(407)) {
      throw new IllegalArgumentException("401 and 407 reject credentials, whatever else does");
    }
    if (maxWaiting < 0 || maxWaitingPerSource < 0 || maxUnansweredPerSource < 1 || maxNonces < 1) {
      throw new IllegalArgumentException("bounds of the guard must be at least 1");
    }
  }
}
