package io.ringfence.notifier.db;

/// How many mails are not sent.
///
/// @param waiting to be tried, now or later
/// @param givenUp not tried again unless an operator says so
public record OutboxSize(long waiting, long givenUp) {}
