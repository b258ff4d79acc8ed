package io.ringfence.testing;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.config.ConfigKey;
import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.GuardPolicy;
import io.ringfence.contracts.config.IpGroup;
import io.ringfence.contracts.config.ProtectedService;
import io.ringfence.contracts.config.ProtectedService.Port;
import io.ringfence.contracts.config.ProtectedService.Protocol;
import io.ringfence.contracts.net.IpAddress;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Groups and services as one would write them without knowing better: every member is looked at
/// for every address, as numbers. Addresses are from a small space, so that members overlap.
public final class NaiveFirewall {
  public static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
  public static final List<String> SERVICES = List.of("web", "sip", "backup");
  private static final int SPACE = 24;
  private static final List<String> HOSTS = List.of("one.example", "two.example");
  private static final String TRUSTED = "trusted";

  private final Map<String, List<IpGroup.Member>> groups = new TreeMap<>();
  private final Map<String, String> restrictions = new TreeMap<>();
  private final Map<String, Set<Integer>> ports = new TreeMap<>();

  /// The addresses of the host names, the same for every group.
  private final Map<String, List<IpAddress>> resolved = new TreeMap<>();

  private boolean trusting;

  public NaiveFirewall() {
    ports("web", 80, 443).ports("sip", 5060).ports("backup", 873);
  }

  public static NaiveFirewall random(Random random) {
    var firewall = new NaiveFirewall();
    // The other name was not found yet.
    firewall.resolved.put(
        HOSTS.getFirst(), Stream.generate(() -> address(random)).limit(random.nextInt(4)).toList());
    for (String group : List.of("a", "b", "c")) {
      firewall.groups.put(group, members(random));
    }
    for (String service : SERVICES) {
      if (random.nextInt(3) > 0) {
        firewall.restrictions.put(service, List.of("a", "b", "c").get(random.nextInt(3)));
      }
    }
    if (random.nextInt(4) == 0) {
      firewall.ports("backup", 873, random.nextBoolean() ? 443 : 5060);
    }
    if (random.nextBoolean()) {
      firewall.groups.put(TRUSTED, members(random));
      firewall.trusting = true;
    }
    return firewall;
  }

  /// The same with one thing changed.
  public NaiveFirewall changed(Random random) {
    var next = new NaiveFirewall();
    next.groups.putAll(groups);
    next.restrictions.putAll(restrictions);
    next.ports.putAll(ports);
    next.resolved.putAll(resolved);
    next.trusting = trusting;
    switch (random.nextInt(4)) {
      case 0 -> next.groups.put("a", members(random));
      case 1 -> next.restrictions.put("sip", "a");
      case 2 -> next.restrictions.remove("web");
      default -> next.trusting = false;
    }
    next.groups.putIfAbsent("a", List.of());
    return next;
  }

  public NaiveFirewall restrict(String service, String... members) {
    groups.put("of-" + service, plain(members));
    restrictions.put(service, "of-" + service);
    return this;
  }

  public NaiveFirewall trusting(String... members) {
    groups.put(TRUSTED, plain(members));
    trusting = true;
    return this;
  }

  public NaiveFirewall ports(String service, Integer... numbers) {
    ports.put(service, new TreeSet<>(List.of(numbers)));
    return this;
  }

  private Set<Integer> portsOf(String service) {
    return ports.getOrDefault(service, Set.of());
  }

  private static List<IpGroup.Member> plain(String... members) {
    return Stream.of(members).map(value -> new IpGroup.Member(value, null, null)).toList();
  }

  private static List<IpGroup.Member> members(Random random) {
    var members = new ArrayList<IpGroup.Member>();
    for (int i = random.nextInt(5); i > 0; i--) {
      String value =
          switch (random.nextInt(10)) {
            case 0 -> "group:Group " + List.of("a", "b", "c").get(random.nextInt(3));
            case 1 -> range(random, "10.0.0.", "%d");
            case 2 -> range(random, "2001:db8::", "%x");
            case 3 -> "::ffff:10.0.0." + random.nextInt(SPACE);
            case 4 -> "10.0.0." + random.nextInt(SPACE / 4) * 4 + "/30";
            case 5 -> "::ffff:10.0.0." + random.nextInt(SPACE / 4) * 4 + "-10.0.0." + (SPACE - 1);
            case 6 -> HOSTS.get(random.nextInt(HOSTS.size()));
            case 7 -> "2001:db8::" + Integer.toHexString(random.nextInt(SPACE / 8) * 8) + "/125";
            case 8 -> "::ffff:10.0.0." + random.nextInt(SPACE / 4) * 4 + "/126";
            default -> address(random).toString();
          };
      var end =
          switch (random.nextInt(4)) {
            case 0 -> NOW;
            case 1 -> NOW.plusMillis(1);
            default -> null;
          };
      members.add(new IpGroup.Member(value, random.nextBoolean() ? "a note" : null, end));
    }
    return members;
  }

  private static String range(Random random, String network, String notation) {
    int first = random.nextInt(SPACE);
    int last = first + random.nextInt(SPACE - first);
    return network + notation.formatted(first) + "-" + network + notation.formatted(last);
  }

  public static IpAddress address(Random random) {
    var all = universe();
    return all.get(random.nextInt(all.size()));
  }

  public static List<IpAddress> universe() {
    return IntStream.range(0, SPACE)
        .boxed()
        .flatMap(i -> Stream.of("10.0.0." + i, "2001:db8::" + Integer.toHexString(i)))
        .map(IpAddress::parse)
        .toList();
  }

  public Configuration configuration() {
    var configuration = Configuration.INITIAL;
    for (var group : groups.entrySet()) {
      var document =
          new IpGroup(
              1, group.getKey(), "Group " + group.getKey(), null, group.getValue(), resolved);
      configuration = configuration.with(ConfigKey.GROUP + document.id(), Json.write(document));
    }
    for (String name : SERVICES) {
      var numbers = portsOf(name).stream().map(port -> new Port(Protocol.TCP, port)).toList();
      String group = restrictions.get(name);
      var document = new ProtectedService(1, name, name, numbers, group != null, group);
      configuration = configuration.with(ConfigKey.SERVICE + name, Json.write(document));
    }
    return trusting
        ? configuration.with(ConfigKey.GUARD_POLICY, Json.write(policy()))
        : configuration;
  }

  private static GuardPolicy policy() {
    var usual = GuardPolicy.DEFAULT;
    return new GuardPolicy(
        2, true, usual.attempts(), usual.period(), usual.blockFor(), TRUSTED, List.of());
  }

  public boolean trusts(IpAddress source) {
    return trusting && isMember(TRUSTED, source, new HashSet<>());
  }

  /// By every rule that is in the way to one of the service's ports.
  public boolean admits(IpAddress source, String service) {
    return trusts(source)
        || SERVICES.stream()
            .filter(other -> portsOf(other).stream().anyMatch(portsOf(service)::contains))
            .allMatch(other -> isAdmitted(source, other));
  }

  public boolean isRefusedSomewhere(IpAddress source) {
    return !trusts(source) && SERVICES.stream().anyMatch(service -> !isAdmitted(source, service));
  }

  /// Whether the service's own restriction lets the source in, or there is none.
  public boolean isAdmitted(IpAddress source, String service) {
    String group = restrictions.get(service);
    return group == null || isMember(group, source, new HashSet<>());
  }

  private boolean isMember(String group, IpAddress source, Set<String> seen) {
    return seen.add(group)
        && groups.getOrDefault(group, List.of()).stream()
            .filter(member -> member.expiresAt() == null || member.expiresAt().isAfter(NOW))
            .anyMatch(member -> covers(member.value(), source, seen));
  }

  private boolean covers(String member, IpAddress source, Set<String> seen) {
    if (member.startsWith("group:")) {
      return isMember(member.substring("group:Group ".length()), source, seen);
    }
    if (HOSTS.contains(member)) {
      return resolved.getOrDefault(member, List.of()).contains(source);
    }
    int slash = member.indexOf('/');
    if (slash >= 0) {
      var network = IpAddress.parse(member.substring(0, slash));
      int bits = member.indexOf(':') >= 0 ? 128 : 32;
      int host = bits - Integer.parseInt(member.substring(slash + 1));
      return network.v6() == source.v6()
          && number(network).shiftRight(host).equals(number(source).shiftRight(host));
    }
    String[] ends = member.split("-", -1);
    var first = IpAddress.parse(ends[0]);
    var last = IpAddress.parse(ends[ends.length - 1]);
    return first.v6() == source.v6()
        && number(first).compareTo(number(source)) <= 0
        && number(source).compareTo(number(last)) <= 0;
  }

  private static BigInteger number(IpAddress address) {
    return new BigInteger(1, address.toBytes());
  }

  @Override
  public String toString() {
    return Stream.of(groups, restrictions, ports, resolved)
        .map(Object::toString)
        .collect(Collectors.joining(" ", trusting ? "trusting " : "", ""));
  }
}
