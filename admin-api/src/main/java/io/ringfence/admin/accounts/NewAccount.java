package io.ringfence.admin.accounts;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// A request to make an account.
///
/// @param password 8 to 128 characters; generated and answered once when left out
public record NewAccount(
    @Nullable String number,
    @Nullable String displayName,
    @Nullable String email,
    @Nullable Boolean enabled,
    @Nullable Boolean locked,
    @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) @Nullable String password) {
  AccountView view() {
    return new AccountView(
        number, displayName, email, enabled == null || enabled, Boolean.TRUE.equals(locked), null);
  }

  @Override
  public String toString() {
    return "NewAccount[" + number + "]";
  }
}
