package io.ringfence.edge;

import io.ringfence.edge.resolve.Names;
import io.ringfence.edge.sip.Outbound;
import java.time.Duration;
import java.util.List;

/// The threads that SIP runs on. Each is brought the messages of its own sources: an IPv4 address,
/// or an IPv6 /64, is one thread's, whatever its ports and transports are.
public interface EventLoops {

  /// One of them.
  interface Loop {

    /// Runs a task on the loop, soon and in order. For any thread.
    void run(Runnable task);

    /// Runs a task on the loop again and again, also after it has failed once. For any thread.
    void every(Duration period, Runnable task);

    /// Sends from this loop.
    Outbound outbound();

    /// Asks the DNS; answers come to this loop.
    Names names();
  }

  /// At least one, always the same.
  List<? extends Loop> all();
}
