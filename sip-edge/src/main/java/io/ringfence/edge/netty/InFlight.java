package io.ringfence.edge.netty;

/// Something that has begun and should be finished before the sockets close. Every bean of this
/// type is asked. For the SIP loop.
public interface InFlight {

  /// How many transactions wait for their end.
  int transactions();
}
