package io.ringfence.edge.resolve;

import io.ringfence.contracts.net.IpAddress;
import java.util.List;
import java.util.function.Consumer;

/// The DNS. Answers come to the SIP loop, at once or later; a failed question's answer is empty.
public interface Names {

  /// @param service such as `SIP+D2U`
  /// @param replacement the name to ask SRV for
  record Naptr(int order, int preference, String flags, String service, String replacement) {}

  record Srv(int priority, int weight, int port, String target) {}

  void naptr(String domain, Consumer<List<Naptr>> answer);

  void srv(String name, Consumer<List<Srv>> answer);

  /// A and AAAA.
  void addresses(String host, Consumer<List<IpAddress>> answer);
}
