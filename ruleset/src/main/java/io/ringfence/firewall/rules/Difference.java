package io.ringfence.firewall.rules;

import java.util.List;

/// What was found, beside what is desired.
///
/// @param changes lead to what is desired
/// @param drift how much there is to mend
public record Difference(List<Change> changes, Drift drift) {}
