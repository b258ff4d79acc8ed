package io.ringfence.firewall.rules;

/// Counts the packets on their way to a service that are dropped by one set.
///
/// @param service its name
/// @param set the one that the rule asks. A service of the operator's own drops whom the sets of
///     all five services have: that is counted under the name that its own set would have
public record DropCounter(String service, String set) {}
