package io.ringfence.guard.feed;

import io.ringfence.contracts.net.IpPrefix;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The last good state of a feed, as it is kept on disk.
///
/// @param url what it was had from: another address is another feed
/// @param goodAt when the feed was last known to be like this
record FeedState(
    String url,
    Instant goodAt,
    @Nullable String etag,
    @Nullable String lastModified,
    List<IpPrefix> entries) {

  FeedState {
    entries = List.copyOf(entries);
  }

  FeedState confirmed(Instant now) {
    return new FeedState(url, now, etag, lastModified, entries);
  }
}
