package io.ringfence.edge.uas;

/// A response to send to the address the request came from.
///
/// @param message not to be changed
/// @param port where to send it over UDP
@SuppressWarnings("ArrayRecordComponent") // handed over, compared by nobody
public record Reply(byte[] message, int port) {}
