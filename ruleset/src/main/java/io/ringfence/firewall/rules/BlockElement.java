package io.ringfence.firewall.rules;

import io.ringfence.contracts.net.IpAddress;

/// What a block is in one set.
///
/// @param address it, or the first one of its network or range
public record BlockElement(String set, IpAddress address) {}
