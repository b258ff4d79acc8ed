package io.ringfence.edge;

/// Who owns the accounts.
public enum Role {
  /// We do: phones register here.
  REGISTRAR,
  /// A PBX behind us does: we pass on what phones send, and learn from its answers.
  GUARD
}
