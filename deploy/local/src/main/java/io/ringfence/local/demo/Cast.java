package io.ringfence.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringfence.local.sip.SipPhone;
import io.ringfence.local.suite.Failure;
import io.ringfence.local.suite.RunningSuite;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// Who plays: the accounts with their phones, and the policy they play under. Everything it changed
/// is put back at the end.
final class Cast implements AutoCloseable {

  static final String RECIPIENT = "admin@ringfence.local";
  private static final String PREFIX = "demo-";
  private static final Duration STEP_LIMIT = Duration.ofSeconds(15);

  /// An account that the demo made.
  record Account(String number, String password, InetAddress phone) {}

  private final Api api;
  private final JsonNode policy;
  private final List<Account> accounts = new ArrayList<>();
  private boolean policyChanged;

  Cast(Api api) throws IOException, InterruptedException {
    this.api = api;
    var answer = api.get("/protection");
    require(answer, "read the protection policy");
    this.policy = answer.body();
    if (!policy.path("enabled").asBoolean()) {
      throw new Failure(
          "protection is switched off (PUT /api/v1/protection), so nobody is blocked");
    }
  }

  int allowedFailures() {
    return policy.path("attempts").asInt();
  }

  List<Account> accounts() {
    return accounts;
  }

  /// Somebody has to get the warning.
  void addRecipientIfNone() throws IOException, InterruptedException {
    if (policy.path("warningRecipients").isEmpty()) {
      ObjectNode changed = policy.deepCopy();
      changed.putArray("warningRecipients").add(RECIPIENT);
      require(api.put("/protection", changed, Optional.empty()), "set a warning recipient");
      policyChanged = true;
    }
  }

  /// Returns when the account is on its way to every edge.
  void addAccount(String name, BusWatch bus) throws IOException, InterruptedException {
    String number = PREFIX + name;
    long before = bus.accountVersion(number);
    api.delete("/accounts/" + number);
    var answer = api.post("/accounts", Map.of("number", number, "displayName", "Demo " + name));
    require(answer, "make account " + number);
    accounts.add(new Account(number, answer.body().path("password").asText(), newPhone()));
    if (!bus.awaitAccount(number, before, STEP_LIMIT)) {
      throw new Failure("account " + number + " was not published");
    }
  }

  /// Another address each time, so that nothing is held against it from an earlier demo.
  private static InetAddress newPhone() {
    var chance = ThreadLocalRandom.current();
    return InetAddress.ofLiteral(
        "127.0.%d.%d".formatted(chance.nextInt(10, 90), chance.nextInt(1, 255)));
  }

  /// @return whether the phone of this account is registered now
  static boolean register(RunningSuite suite, Account account, String algorithm)
      throws IOException {
    try (var phone =
        new SipPhone(
            new io.ringfence.local.sip.UdpSocket(account.phone(), suite.sip()),
            suite.domain(),
            account.number(),
            algorithm)) {
      return phone
          .register(account.password(), Duration.ofMinutes(5))
          .map(answer -> answer.status() == 200)
          .orElse(false);
    }
  }

  /// The ids of the active blocks on a target.
  List<String> activeBlocks(String target) throws IOException, InterruptedException {
    var blocks = api.get("/blocks?state=active&target=" + target);
    require(blocks, "list the blocks of " + target);
    var ids = new ArrayList<String>();
    blocks.body().path("items").forEach(block -> ids.add(block.path("id").asText()));
    return ids;
  }

  /// Lifts the active blocks on a target, if there are any.
  ///
  /// @return how many
  int unblock(String target) throws IOException, InterruptedException {
    List<String> blocks = activeBlocks(target);
    for (String block : blocks) {
      require(api.delete("/blocks/" + block), "unblock " + target);
    }
    return blocks.size();
  }

  private static void require(Api.Answer answer, String what) {
    if (!answer.isSuccess()) {
      throw new Failure(
          "could not %s: %d %s"
              .formatted(
                  what,
                  answer.status(),
                  answer.body().path("detail").asText(answer.body().path("title").asText())));
    }
  }

  @Override
  public void close() throws IOException {
    try {
      for (var account : accounts) {
        api.delete("/accounts/" + account.number());
      }
      if (policyChanged) {
        require(api.put("/protection", policy, Optional.empty()), "put the policy back");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while putting things back");
    }
  }
}
