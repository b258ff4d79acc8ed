package io.ringfence.edge.account;

import java.time.Instant;

/// A password that an account had before: a phone that still has it was not told the new one.
///
/// @param until when it is forgotten
public record FormerPassword(Ha1 ha1, Instant until) {}
