package io.ringfence.admin.audit;

import io.ringfence.contracts.net.IpAddress;
import org.jspecify.annotations.Nullable;

/// Who makes a change.
///
/// @param name a console user's name, or `token:<name>`
/// @param source where the request came from, `null` for the service itself
public record Actor(String name, @Nullable IpAddress source) {}
