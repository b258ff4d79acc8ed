package io.ringfence.edge.call;

/// A number as somebody dialled it.
///
/// @param number as it was dialled
/// @param destination in one form: `+` and digits where that is known
public record Dialled(String number, String destination, boolean isEmergency) {}
