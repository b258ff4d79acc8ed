package io.ringfence.admin.accounts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

/// The answer to making an account.
///
/// @param password the generated one: it is shown here and nowhere again
record CreatedAccount(
    @JsonUnwrapped AccountView account,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String password) {
  @Override
  public String toString() {
    return "CreatedAccount[" + account.number() + "]";
  }
}
