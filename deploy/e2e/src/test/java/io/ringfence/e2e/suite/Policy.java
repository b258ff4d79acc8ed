package io.ringfence.e2e.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringfence.local.demo.Api;
import java.util.Optional;
import java.util.function.Consumer;

/// Changes the guard policy over REST; closing puts the former one back.
final class Policy implements AutoCloseable {

  private final Api api;
  private final ObjectNode before;

  Policy(Api api) throws Exception {
    this.api = api;
    this.before = api.get("/protection").body().deepCopy();
  }

  void change(Consumer<ObjectNode> change) throws Exception {
    ObjectNode next = api.get("/protection").body().deepCopy();
    change.accept(next);
    put(next);
  }

  void warn(String recipient) throws Exception {
    change(policy -> policy.putArray("warningRecipients").add(recipient));
  }

  private void put(ObjectNode policy) throws Exception {
    var answer = api.put("/protection", policy, Optional.empty());
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
  }

  @Override
  public void close() {
    try {
      put(before);
    } catch (Exception e) {
      throw new IllegalStateException("the former policy could not be put back", e);
    }
  }
}
