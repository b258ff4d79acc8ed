package io.ringfence.guard.feed;

import io.ringfence.contracts.bus.Json;
import io.ringfence.contracts.event.Attacker;
import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.contracts.net.IpRangeSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Keeps one feed up to date, and its last good state when it fails. Confined to the feeds' thread;
/// what it tells can be read by any.
final class FeedKeeper {

  private static final Logger LOG = Logger.getLogger(FeedKeeper.class);
  /// It may quote what a server answered.
  private static final int MAX_REASON = 200;

  private static final Duration FIRST_RETRY = Duration.ofMinutes(1);

  private final String name;
  private final FeedConfig.Feed feed;
  private final FeedClient client;
  private final Path file;
  private final FeedMeters meters;
  private @Nullable FeedState state;
  private Instant due = Instant.EPOCH;
  private Duration retry = FIRST_RETRY;
  private volatile String story = "not fetched yet";

  FeedKeeper(String name, FeedConfig.Feed feed, FeedClient client, Path folder, FeedMeters meters) {
    this.name = name;
    this.feed = feed;
    this.client = client;
    this.file = folder.resolve(name + ".json");
    this.meters = meters;
  }

  /// For the operator: how many it holds since when, and what is wrong.
  String story() {
    return story;
  }

  /// Takes over what was kept on disk.
  void load() {
    try {
      if (Files.exists(file)) {
        var kept = Json.read(Files.readAllBytes(file), FeedState.class);
        state = kept.url().equals(feed.url().toString()) ? kept : null;
      }
    } catch (IOException | IllegalArgumentException e) {
      LOG.warnf("Feed %s: what was kept cannot be read: %s", name, e.getMessage());
    }
  }

  /// Asks for the feed if it is time.
  ///
  /// @return whether it was asked
  boolean refresh(IpRangeSet own, Instant now) throws InterruptedException {
    if (now.isBefore(due)) {
      return false;
    }
    switch (client.fetch(feed, state)) {
      case Fetched.Content content -> good(content, own, now);
      case Fetched.Unchanged() -> {
        var known = state;
        if (known != null) {
          keep(known.confirmed(now), now, "unchanged");
        }
      }
      case Fetched.Failed(var reason) -> failed(reason, now);
    }
    return true;
  }

  private void good(Fetched.Content content, IpRangeSet own, Instant now) {
    var admissible = new Admissible(own, feed.shortestV4(), feed.shortestV6());
    var entries = Entries.of(content.lines().stream(), admissible, feed.maxEntries());
    if (entries.prefixes().isEmpty() && entries.refused().containsKey(Refused.MALFORMED)) {
      failed("there is no address in it: is it a page instead of a list?", now);
      return;
    }
    meters.holds(name, entries, now.getEpochSecond());
    keep(
        new FeedState(
            feed.url().toString(),
            now,
            content.etag(),
            content.lastModified(),
            List.copyOf(entries.prefixes())),
        now,
        "changed");
    LOG.infof(
        "Feed %s: %d entries, refused %s", name, entries.prefixes().size(), entries.refused());
  }

  private void keep(FeedState next, Instant now, String result) {
    state = next;
    due = now.plus(feed.refresh());
    retry = FIRST_RETRY;
    meters.fetched(name, result);
    story = next.entries().size() + " entries, good at " + now;
    try {
      Files.createDirectories(file.getParent());
      var written = file.resolveSibling(file.getFileName() + ".next");
      Files.write(written, Json.write(next));
      Files.move(
          written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warnf("Feed %s cannot be kept on disk: %s", name, e.getMessage());
    }
  }

  private void failed(String reason, Instant now) {
    meters.fetched(name, "failed");
    due = now.plus(retry);
    retry =
        retry.multipliedBy(2).compareTo(feed.refresh()) < 0
            ? retry.multipliedBy(2)
            : feed.refresh();
    var known = state;
    String kept =
        known == null ? "nothing is kept" : known.entries().size() + " kept of " + known.goodAt();
    story = "failed: " + Attacker.text(reason, MAX_REASON) + "; " + kept;
    LOG.warnf("Feed %s %s", name, story);
  }

  /// Whether it has been read, now or in a run before.
  boolean isKnown() {
    return state != null;
  }

  /// What it lists, until it is too old.
  ///
  /// @param trusted what is not listed although it is
  List<Orders.Listed> listed(IpRangeSet trusted) {
    var known = state;
    if (known == null) {
      return List.of();
    }
    var until = known.goodAt().plus(feed.hold());
    return known.entries().stream()
        .filter(entry -> trusted.isEmpty() || !Admissible.overlaps(trusted, entry))
        .map(entry -> new Orders.Listed(entry, name, until, feed.hold(), feed.services()))
        .toList();
  }

  /// The addresses that the operator says are ours.
  static Set<IpPrefix> own(FeedConfig.Feed feed) {
    return feed.own().orElse(List.of()).stream()
        .map(
            text ->
                text.indexOf('/') < 0 ? IpPrefix.parse(text + suffix(text)) : IpPrefix.parse(text))
        .collect(Collectors.toSet());
  }

  private static String suffix(String address) {
    return address.indexOf(':') < 0 ? "/32" : "/128";
  }
}
