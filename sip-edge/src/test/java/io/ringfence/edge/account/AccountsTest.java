package io.ringfence.edge.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringfence.contracts.config.SipAccount;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountsTest {

  private final Accounts accounts = new Accounts();

  private static Account row(String number, long version) {
    var ha1 = Ha1.of(new byte[16], new byte[32]);
    return new Account(number, version, true, false, ha1, Instant.EPOCH);
  }

  private static SipAccount document(String number, long version, boolean locked) {
    return new SipAccount(version, number, null, true, locked, Instant.EPOCH);
  }

  @Test
  void nothingCanBeSaid_beforeTheTableHasBeenRead() {
    assertThat(accounts.find("100")).isInstanceOf(Accounts.Unavailable.class);

    accounts.loaded(List.of(row("100", 1)));

    assertThat(accounts.find("100")).isInstanceOf(Accounts.Known.class);
    assertThat(accounts.find("101")).isInstanceOf(Accounts.Unknown.class);
  }

  @Test
  void whatChangedWhileTheTableWasRead_isReadAgain() {
    accounts.announced(document("100", 1, false));
    accounts.announced(document("101", 2, false));
    accounts.removed("102");

    assertThat(accounts.loaded(List.of(row("100", 1), row("101", 1), row("102", 1))))
        .containsExactlyInAnyOrder("101", "102");
  }

  @Test
  void newerDocument_asksForTheRow_andLocksAtOnce() {
    accounts.loaded(List.of(row("100", 1)));

    assertThat(accounts.announced(document("100", 1, true))).isFalse();
    assertThat(accounts.announced(document("100", 2, true))).isTrue();

    assertThat(accounts.find("100"))
        .isInstanceOfSatisfying(
            Accounts.Known.class,
            known -> {
              assertThat(known.account().locked()).isTrue();
              assertThat(known.account().mayLogIn()).as("it is still reached").isTrue();
            });
  }

  @Test
  void unreadableRow_letsNobodyIn_untilItHasBeenRead() {
    accounts.loaded(List.of(row("100", 1)));
    accounts.unreadable("100");
    assertThat(accounts.find("100")).isInstanceOf(Accounts.Unavailable.class);

    accounts.read(row("100", 2));
    accounts.read(row("100", 1));

    assertThat(accounts.find("100"))
        .isInstanceOfSatisfying(
            Accounts.Known.class, known -> assertThat(known.account().version()).isEqualTo(2));
  }
}
