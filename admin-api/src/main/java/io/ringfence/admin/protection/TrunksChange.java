package io.ringfence.admin.protection;

import io.ringfence.admin.request.Validation;
import io.ringfence.contracts.config.Trunks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Registered trunks, as the REST interface shows and takes them; a field left out keeps its value.
@Schema(
    description =
        "Registered trunks: providers, or PBXs of branch offices, that log in with an account of"
            + " their own. From where one has logged in lately nobody is blocked, as from the"
            + " trusted group; an operator can block it all the same.")
public record TrunksChange(
    @Schema(
            description =
                "The trunks' accounts, at most 100. Whoever has one's password is spared.",
            examples = "[\"branch-berlin\"]")
        @Nullable List<String> accounts,
    @Schema(
            description =
                "How long after a trunk's last login its source is spared, up to 30 days.",
            examples = "PT24H")
        @Nullable Duration memory) {

  /// The trunks of before, with what is asked; `null` gives the defaults back.
  static Trunks trunks(Validation validation, @Nullable TrunksChange asked, Trunks before) {
    if (asked == null) {
      return Trunks.NONE;
    }
    var made = new ArrayList<Trunks>();
    validation.parses("trunks", () -> made.add(asked.applied(before)));
    return made.isEmpty() ? before : made.getFirst();
  }

  private Trunks applied(Trunks before) {
    return new Trunks(
        accounts == null ? before.accounts() : accounts, memory == null ? before.memory() : memory);
  }

  static TrunksChange view(Trunks trunks) {
    return new TrunksChange(List.copyOf(trunks.accounts()), trunks.memory());
  }
}
