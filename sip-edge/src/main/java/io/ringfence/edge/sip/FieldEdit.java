package io.ringfence.edge.sip;

import org.jspecify.annotations.Nullable;

/// What becomes of single header fields of a message that is passed on.
@FunctionalInterface
public interface FieldEdit {

  /// Everything stays.
  FieldEdit NONE = (name, value) -> value;

  /// @param value one octet a character
  /// @return the value it goes with; `null` to leave the field out
  @Nullable String edit(Header name, String value);

  /// This, and then another one.
  default FieldEdit then(FieldEdit next) {
    if (this == NONE || next == NONE) {
      return this == NONE ? next : this;
    }
    return (name, value) -> {
      String edited = edit(name, value);
      return edited == null ? null : next.edit(name, edited);
    };
  }
}
