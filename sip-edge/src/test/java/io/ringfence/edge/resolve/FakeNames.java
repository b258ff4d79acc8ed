package io.ringfence.edge.resolve;

import io.ringfence.contracts.net.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The DNS in memory. Answers come at once, and what was asked is kept.
public final class FakeNames implements Names {

  public final Map<String, List<Naptr>> naptrs = new HashMap<>();
  public final Map<String, List<Srv>> srvs = new HashMap<>();
  public final Map<String, List<IpAddress>> hosts = new HashMap<>();
  public final List<String> asked = new ArrayList<>();

  @Override
  public void naptr(String domain, Consumer<List<Naptr>> answer) {
    asked.add("NAPTR " + domain);
    answer.accept(naptrs.getOrDefault(domain, List.of()));
  }

  @Override
  public void srv(String name, Consumer<List<Srv>> answer) {
    asked.add("SRV " + name);
    answer.accept(srvs.getOrDefault(name, List.of()));
  }

  @Override
  public void addresses(String host, Consumer<List<IpAddress>> answer) {
    asked.add("A " + host);
    answer.accept(hosts.getOrDefault(host, List.of()));
  }
}
