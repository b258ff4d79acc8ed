package io.ringfence.guard.feed;

import io.ringfence.contracts.event.Service;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Settings of the feeds, by name: `ringfence.feeds.voipbl.url=https://voipbl.org/update/`.
@ConfigMapping(prefix = "ringfence.feeds")
interface FeedConfig {

  @WithParentName
  Map<String, Feed> byName();

  /// One list.
  interface Feed {

    /// `https:`, `file:`, or `http:` to this machine. For `apiban` where its `/banned` begins:
    /// `https://apiban.org/api`.
    URI url();

    @WithDefault("list")
    Kind kind();

    /// Of `apiban`.
    Optional<String> key();

    /// How often it is asked for.
    @WithDefault("PT4H")
    Duration refresh();

    /// How long an entry is blocked after the list was last known to hold it: how long the last
    /// good state of a feed that fails is kept.
    @WithDefault("P1D")
    Duration hold();

    /// More than that of a list is passed over.
    @WithDefault("100000")
    int maxEntries();

    @WithDefault("16777216")
    int maxBytes();

    /// How long one answer may take.
    @WithDefault("PT1M")
    Duration timeout();

    /// What its entries are kept from.
    @WithDefault("sip,web,provisioning,crm,snmp")
    Set<Service> services();

    /// Addresses and prefixes that are ours and never blocked, besides this machine's own, private
    /// ones and the trusted group.
    Optional<List<String>> own();

    /// Prefixes of fewer bits are refused.
    @WithDefault("16")
    int shortestV4();

    @WithDefault("32")
    int shortestV6();
  }

  /// The form of a feed.
  enum Kind {
    /// An address or prefix a line, comments behind `#` or `;`: VoIPBL, blocklist.de and others.
    LIST,
    /// APIBAN's pages of JSON.
    APIBAN
  }
}
