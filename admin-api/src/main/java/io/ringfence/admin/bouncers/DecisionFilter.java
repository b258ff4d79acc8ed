package io.ringfence.admin.bouncers;

import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Which decisions a bouncer asks for. Lists in a parameter are joined by commas; parameters that
/// are not known here are none of its business.
///
/// @param address the only one that is asked about, `null` where it is not so
record DecisionFilter(List<Predicate<Ban>> conditions, @Nullable IpAddress address) {

  /// Parameters of a request, `null` where one is missing.
  @FunctionalInterface
  interface Parameters {
    @Nullable String get(String name);
  }

  /// Of `GET /v1/decisions/stream`: `scopes`, `origins`, `scenarios_containing`,
  /// `scenarios_not_containing`.
  static DecisionFilter ofStream(Parameters parameters) {
    var conditions = new ArrayList<Predicate<Ban>>();
    var scopes = list(parameters.get("scopes"));
    if (!scopes.isEmpty()) {
      conditions.add(ban -> scopes.contains(ban.scope().wireName().toLowerCase(Locale.ROOT)));
    }
    var origins = list(parameters.get("origins"));
    if (!origins.isEmpty()) {
      conditions.add(ban -> origins.contains(ban.origin().toLowerCase(Locale.ROOT)));
    }
    var with = list(parameters.get("scenarios_containing"));
    if (!with.isEmpty()) {
      conditions.add(ban -> with.stream().anyMatch(ban.scenario()::contains));
    }
    var without = list(parameters.get("scenarios_not_containing"));
    if (!without.isEmpty()) {
      conditions.add(ban -> without.stream().noneMatch(ban.scenario()::contains));
    }
    return new DecisionFilter(List.copyOf(conditions), null);
  }

  /// Of `GET /v1/decisions`: also `ip`, `range`, `scope`, `value`, `type`, and `contains`, whether
  /// decisions about more than what was asked are meant (the default) or those about less.
  ///
  /// @throws IllegalArgumentException for what is no address or range, fit for the client
  static DecisionFilter ofQuery(Parameters parameters) {
    var conditions = new ArrayList<>(ofStream(parameters).conditions());
    var scope = parameters.get("scope");
    if (scope != null) {
      conditions.add(ban -> ban.scope().wireName().equalsIgnoreCase(scope));
    }
    var type = parameters.get("type");
    if (type != null) {
      conditions.add(_ -> type.equalsIgnoreCase(DecisionJson.TYPE));
    }
    boolean containing = !"false".equalsIgnoreCase(parameters.get("contains"));
    for (String name : List.of("ip", "range")) {
      var asked = parameters.get(name);
      if (asked != null) {
        conditions.add(about(IpRange.parse(asked), containing));
      }
    }
    var value = parameters.get("value");
    if (value != null) {
      boolean address = "ip".equalsIgnoreCase(scope) || "range".equalsIgnoreCase(scope);
      conditions.add(
          address ? about(IpRange.parse(value), containing) : ban -> ban.value().equals(value));
    }
    var ip = parameters.get("ip");
    return new DecisionFilter(
        List.copyOf(conditions), ip == null || !containing ? null : IpRange.parse(ip).first());
  }

  boolean matches(Ban ban) {
    return conditions.stream().allMatch(condition -> condition.test(ban));
  }

  private static Predicate<Ban> about(IpRange asked, boolean containing) {
    return containing
        ? ban -> ban.range().contains(asked.first()) && ban.range().contains(asked.last())
        : ban -> asked.contains(ban.range().first()) && asked.contains(ban.range().last());
  }

  private static List<String> list(@Nullable String joined) {
    return joined == null
        ? List.of()
        : Arrays.stream(joined.toLowerCase(Locale.ROOT).split(","))
            .map(String::strip)
            .filter(part -> !part.isEmpty())
            .toList();
  }
}
