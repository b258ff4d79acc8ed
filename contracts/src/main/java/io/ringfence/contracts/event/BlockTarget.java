package io.ringfence.contracts.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonGetter;
import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;

/// What a block is laid on. On the wire `{"type":"ip","value":"192.0.2.1"}`.
///
/// The value of every target is unlike that of any other, whatever an attacker calls an account:
/// up to the first space it is an address, a prefix, or the word `account`; what follows is the
/// account's name.
@JsonIncludeProperties({"type", "value"})
public sealed interface BlockTarget {

  /// How much of an IPv6 address says who it is.
  int SOURCE_BITS = 64;

  /// `ip`, `prefix`, `ip+account` or `account`.
  @JsonGetter("type")
  String type();

  /// `192.0.2.1`, `192.0.2.0/24`, `192.0.2.1 1001` or `account 1001`: addresses in canonical text,
  /// accounts escaped as [Attacker#text] does. It is also the record key on `blocks` and
  /// `commands`, so a source has the same key there as on `attempts`, see [#ofSource].
  @JsonGetter("value")
  String value();

  /// Whether everything is covered that this source sends, whatever account it names.
  boolean covers(IpAddress source);

  /// @throws IllegalArgumentException with a message fit for the user
  @JsonCreator
  static BlockTarget of(
      @JsonProperty(value = "type", required = true) String type,
      @JsonProperty(value = "value", required = true) String value) {
    var target =
        switch (type) {
          case "ip" -> new Ip(IpAddress.parse(value));
          case "prefix" -> new Prefix(IpPrefix.parse(value));
          case "ip+account", "account" -> ofKey(value);
          default ->
              throw new IllegalArgumentException(
                  "target type must be ip, prefix, ip+account or account");
        };
    if (!target.type().equals(type)) {
      throw new IllegalArgumentException("the value is not one of an " + type);
    }
    return target;
  }

  /// What this address is counted and blocked as: an IPv4 address itself, of IPv6 its /64, out of
  /// which a single host takes any address it likes (RFC 4291 §2.5.4, RFC 8981). Its value is the
  /// record key on `attempts`.
  static BlockTarget ofSource(IpAddress source) {
    return source.v6() ? new Prefix(IpPrefix.of(source, SOURCE_BITS)) : new Ip(source);
  }

  /// The target with this value: what a record's key is about.
  ///
  /// @throws IllegalArgumentException with a message fit for the user
  static BlockTarget ofKey(String value) {
    int space = value.indexOf(' ');
    if (space < 0) {
      return value.indexOf('/') < 0
          ? new Ip(IpAddress.parse(value))
          : new Prefix(IpPrefix.parse(value));
    }
    String account = value.substring(space + 1);
    String first = value.substring(0, space);
    return first.equals(Account.WORD)
        ? new Account(account)
        : new IpAccount(IpAddress.parse(first), account);
  }

  private static void requireAccount(String account) {
    if (account.isEmpty() || !Attacker.isText(account, AuthenticationAttempt.MAX_TEXT)) {
      throw new IllegalArgumentException(
          "an account has 1 to "
              + AuthenticationAttempt.MAX_TEXT
              + " characters, control characters escaped");
    }
  }

  /// One address.
  record Ip(IpAddress address) implements BlockTarget {
    @Override
    public String type() {
      return "ip";
    }

    @Override
    public String value() {
      return address.toString();
    }

    @Override
    public boolean covers(IpAddress source) {
      return address.equals(source);
    }
  }

  /// All addresses of a prefix.
  record Prefix(IpPrefix prefix) implements BlockTarget {
    @Override
    public String type() {
      return "prefix";
    }

    @Override
    public String value() {
      return prefix.toString();
    }

    @Override
    public boolean covers(IpAddress source) {
      return prefix.contains(source);
    }
  }

  /// What one source does in the name of one account. The source goes on serving others.
  ///
  /// @param address of IPv6 the first of the /64 that stands for all of it, see [#ofSource]
  /// @param account escaped as [Attacker#text] does
  record IpAccount(IpAddress address, String account) implements BlockTarget {
    public IpAccount {
      requireAccount(account);
      address = address.v6() ? IpPrefix.of(address, SOURCE_BITS).address() : address;
    }

    @Override
    public String type() {
      return "ip+account";
    }

    @Override
    public String value() {
      return address + " " + account;
    }

    @Override
    public boolean covers(IpAddress source) {
      return false;
    }
  }

  /// An account, from sources that it has not been used from: a shield while it is under attack
  /// from many.
  ///
  /// @param account escaped as [Attacker#text] does
  record Account(String account) implements BlockTarget {
    private static final String WORD = "account";

    public Account {
      requireAccount(account);
    }

    @Override
    public String type() {
      return "account";
    }

    @Override
    public String value() {
      return WORD + " " + account;
    }

    @Override
    public boolean covers(IpAddress source) {
      return false;
    }
  }
}
