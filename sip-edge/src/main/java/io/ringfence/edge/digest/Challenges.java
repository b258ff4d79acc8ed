package io.ringfence.edge.digest;

import java.util.List;

/// Challenges with one nonce, each a start followed by the end.
///
/// @param starts of each, the strongest first; shared, not to be changed
/// @param end the nonce and what follows it
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Challenges(List<byte[]> starts, byte[] end) {}
