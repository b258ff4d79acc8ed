package io.ringfence.local.bench;

/// One figure: an object of `bench --json`.
///
/// @param conditions what a reader must know to judge it
public record Result(String bench, String what, String unit, double value, String conditions) {}
