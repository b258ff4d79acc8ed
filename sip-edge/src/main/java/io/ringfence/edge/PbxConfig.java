package io.ringfence.edge;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The PBX behind the edge that owns the accounts: role `guard`.
public interface PbxConfig {

  /// SIP URIs of the PBX, the preferred first. Required in role `guard`, and only there.
  Optional<List<String>> uris();

  /// How the PBX is told the way back to a phone: `path-and-contact`, `path` or `contact`.
  @WithDefault("path-and-contact")
  String returnRoute();

  /// Statuses by which the PBX says to a REGISTER with credentials that they are wrong.
  @WithDefault("401,403,404,407,603,604")
  List<Integer> registerRejections();

  /// The same to other requests; 401 and 407 always do.
  @WithDefault("401,403,407")
  List<Integer> rejections();

  /// How often the PBX is asked whether it is there.
  @WithDefault("PT10S")
  Duration probeEvery();

  /// How long a login waits while as many of its source are being judged as may fail.
  @WithDefault("PT5S")
  Duration patience();

  /// Logins that wait, of one source.
  @WithDefault("1000")
  int maxWaitingPerSource();

  /// Logins that wait, of all sources.
  @WithDefault("10000")
  int maxWaiting();

  /// Requests of one source that the PBX has not answered at all.
  @WithDefault("200")
  int maxUnansweredPerSource();

  /// Nonces of the PBX that are remembered, 32 bytes each.
  @WithDefault("262144")
  int maxNonces();

  /// How long they are.
  @WithDefault("PT1H")
  Duration nonceLifetime();
}
