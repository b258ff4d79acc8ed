package io.ringfence.guard.sensor;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Settings of the sensors, by name: `ringfence.sensors.pbx.kind=asterisk-log`. The name is the
/// `edge` of its attempts.
@ConfigMapping(prefix = "ringfence.sensors")
interface SensorConfig {

  @WithParentName
  Map<String, Sensor> byName();

  /// One phone system's log or manager.
  interface Sensor {

    /// `asterisk-log`, `asterisk-ami`, `freeswitch-log` or `kamailio-log`.
    Kind kind();

    /// The log, for the kinds that have one.
    Optional<Path> file();

    /// What the lines of `kamailio-log` look like, instead of what the README has it write.
    Optional<String> pattern();

    /// The time zone of `freeswitch-log`'s times; this machine's when
    /// absent.
    Optional<String> zone();

    /// What counts as proof that a login came from the address it names.
    @WithDefault("answer")
    Proof proof();

    /// How often the log is looked at.
    @WithDefault("PT0.2S")
    Duration poll();

    /// Where Asterisk's manager listens.
    @WithDefault("127.0.0.1")
    String host();

    @WithDefault("5038")
    int port();

    /// Who to log in as.
    Optional<String> user();

    Optional<String> secret();

    /// How many events wait while the bus is away; more are dropped and counted.
    @WithDefault("10000")
    int queue();
  }

  /// What is listened to, and in which form.
  enum Kind {
    ASTERISK_LOG,
    ASTERISK_AMI,
    FREESWITCH_LOG,
    KAMAILIO_LOG
  }
}
