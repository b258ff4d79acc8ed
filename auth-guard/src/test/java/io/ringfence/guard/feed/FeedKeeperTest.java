package io.ringfence.guard.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpRangeSet;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against a real server, over HTTPS where it says so.
class FeedKeeperTest {

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir private Path folder;
  private FeedServer server;
  private FeedClient client;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @BeforeEach
  void start() throws Exception {
    server = FeedServer.plain();
    client = new FeedClient(null);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    client.close();
  }

  private static FeedConfig.Feed feed(String url, String... settings) {
    var values = new HashMap<>(Map.of("ringfence.feeds.one.url", url));
    for (int i = 0; i < settings.length; i += 2) {
      values.put("ringfence.feeds.one." + settings[i], settings[i + 1]);
    }
    return new SmallRyeConfigBuilder()
        .withMapping(FeedConfig.class)
        .withConverter(Service.class, 100, name -> Service.valueOf(name.toUpperCase(Locale.ROOT)))
        .withSources(new PropertiesConfigSource(values, "test", 100))
        .build()
        .getConfigMapping(FeedConfig.class)
        .byName()
        .get("one");
  }

  private FeedKeeper keeper(FeedConfig.Feed feed) {
    var keeper = new FeedKeeper("one", feed, client, folder, new FeedMeters(registry));
    keeper.load();
    return keeper;
  }

  private static List<String> targets(FeedKeeper keeper) {
    return keeper.listed(IpRangeSet.EMPTY).stream()
        .map(entry -> entry.target().value())
        .sorted()
        .toList();
  }

  private static boolean refresh(FeedKeeper keeper, Instant now) throws InterruptedException {
    return keeper.refresh(IpRangeSet.EMPTY, now);
  }

  @Test
  void asksAgainInTime_andOnlyForWhatHasChanged() throws Exception {
    server.answer("/list", 200, "1.2.3.4\n5.6.7.0/24\n10.0.0.1\n", "ETag: \"a\"");
    var keeper = keeper(feed(server.url("/list")));
    refresh(keeper, START);
    assertThat(targets(keeper)).containsExactly("1.2.3.4", "5.6.7.0/24");
    assertThat(refresh(keeper, START.plusSeconds(3_600))).isFalse();

    server.answer("/list", 304, "");
    assertThat(refresh(keeper, START.plusSeconds(4 * 3_600))).isTrue();

    assertThat(server.requests().getLast()).contains("If-None-Match: \"a\"");
    assertThat(targets(keeper)).hasSize(2);
    assertThat(keeper.listed(IpRangeSet.EMPTY).getFirst().until())
        .isEqualTo(START.plusSeconds(4 * 3_600 + 86_400));
    assertThat(registry.get("ringfence.feed.refused").tag("reason", "reserved").gauge().value())
        .isEqualTo(1);
  }

  @Test
  void keepsTheLastGoodState_whenItFails_overARestart_untilItIsTooOld() throws Exception {
    server.answer("/list", 200, "1.2.3.4\n");
    var feed = feed(server.url("/list"));
    refresh(keeper(feed), START);
    server.answer("/list", 500, "sorry");
    var restarted = keeper(feed);
    refresh(restarted, START.plusSeconds(5 * 3_600));

    assertThat(targets(restarted)).containsExactly("1.2.3.4");
    assertThat(restarted.story()).startsWith("failed: answered 500; 1 kept");
    assertThat(restarted.listed(IpRangeSet.EMPTY).getFirst().until())
        .isEqualTo(START.plusSeconds(86_400));
    assertThat(refresh(restarted, START.plusSeconds(5 * 3_600 + 59))).isFalse();
    assertThat(refresh(restarted, START.plusSeconds(5 * 3_600 + 60))).isTrue();
  }

  @Test
  void answerThatIsNoList_isAFailure() throws Exception {
    server.answer("/list", 200, "1.2.3.4\n");
    var keeper = keeper(feed(server.url("/list")));
    refresh(keeper, START);
    server.answer("/list", 200, "<html>\nplease log in\n</html>\n");
    refresh(keeper, START.plusSeconds(5 * 3_600));

    assertThat(targets(keeper)).containsExactly("1.2.3.4");
  }

  @Test
  void answerThatIsTooLong_isAFailure() throws Exception {
    server.answer("/list", 200, "1.2.3.4\n".repeat(1_000));
    var keeper = keeper(feed(server.url("/list"), "max-bytes", "4000"));
    refresh(keeper, START);

    assertThat(keeper.story()).startsWith("failed:");
    assertThat(targets(keeper)).isEmpty();
  }

  @Test
  void answerThatDoesNotEnd_isAFailure() throws Exception {
    server.answer("/list", 200, "1.2.3.4\n", "X-Hang: yes");
    var keeper = keeper(feed(server.url("/list"), "timeout", "PT0.3S"));
    refresh(keeper, START);

    assertThat(keeper.story()).startsWith("failed:");
  }

  @Test
  void pagesOfApiban_areReadToTheirEnd() throws Exception {
    server.answer("/api/k3y/banned", 200, "{\"ipaddress\":[\"1.2.3.4\"],\"ID\":\"7\"}");
    server.answer("/api/k3y/banned/7", 200, "{\"ipaddress\":[\"1.2.3.5\"],\"ID\":\"none\"}");
    var keeper = keeper(feed(server.url("/api"), "kind", "apiban", "key", "k3y"));
    refresh(keeper, START);

    assertThat(targets(keeper)).containsExactly("1.2.3.4", "1.2.3.5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"ipaddress\":[\"1.2.3.5\"],\"ID\":\"7\"}",
        "{\"ipaddress\":[\"1.2.3.5\"]}",
        "{\"ipaddress\":[\"1.2.3.5\"],\"ID\":\"../../x\"}",
        "not json"
      })
  void pagesThatAreNotWhole_areAFailure_andTheKeyIsNotTold(String second) throws Exception {
    server.answer("/api/k3y/banned", 200, "{\"ipaddress\":[\"1.2.3.4\"],\"ID\":\"7\"}");
    server.answer("/api/k3y/banned/7", 200, second);
    var keeper = keeper(feed(server.url("/api"), "kind", "apiban", "key", "k3y"));
    refresh(keeper, START);

    assertThat(targets(keeper)).isEmpty();
    assertThat(keeper.story()).startsWith("failed:").doesNotContain("k3y");
  }

  @Test
  void filesAreReadToo() throws Exception {
    var list = folder.resolve("list.txt");
    Files.writeString(list, "1.2.3.4\n");
    var keeper = keeper(feed(list.toUri().toString()));
    refresh(keeper, START);

    assertThat(targets(keeper)).containsExactly("1.2.3.4");
  }

  @Test
  void certificateMustBeGood() throws Exception {
    try (var tls = FeedServer.tls(folder);
        var trusting = new FeedClient(tls.trusting())) {
      tls.answer("/list", 200, "1.2.3.4\n");
      var feed = feed(tls.url("/list"));

      assertThat(client.fetch(feed, null)).isInstanceOf(Fetched.Failed.class);
      assertThat(trusting.fetch(feed, null)).isInstanceOf(Fetched.Content.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://lists.example/x", "ftp://lists.example/x", "list.txt", "http:x"})
  void addressThatAnybodyCouldAnswerFor_isRefused(String url) {
    assertThatThrownBy(() -> FeedClient.require(URI.create(url)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https:");
  }
}
