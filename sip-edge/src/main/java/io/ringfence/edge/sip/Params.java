package io.ringfence.edge.sip;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parameters of a header's element. A quoted value keeps its quotes.
public record Params(List<Param> list) {

  public static final Params NONE = new Params(List.of());

  /// @param value `null` when there is none
  public record Param(String name, @Nullable String value) {

    boolean is(String other) {
      return name.equalsIgnoreCase(other);
    }
  }

  public Params {
    list = List.copyOf(list);
  }

  public boolean has(String name) {
    for (Param param : list) {
      if (param.is(name)) {
        return true;
      }
    }
    return false;
  }

  /// The value of the first parameter of this name.
  public @Nullable String get(String name) {
    for (Param param : list) {
      if (param.is(name)) {
        return param.value();
      }
    }
    return null;
  }
}
