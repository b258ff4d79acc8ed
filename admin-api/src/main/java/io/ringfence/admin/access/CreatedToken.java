package io.ringfence.admin.access;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/// The answer to making a token.
///
/// @param token the secret: it is shown here and nowhere again
record CreatedToken(@JsonUnwrapped TokenView view, String token) {
  @Override
  public String toString() {
    return "CreatedToken[" + view.name() + "]";
  }
}
