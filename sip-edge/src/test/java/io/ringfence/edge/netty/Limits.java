package io.ringfence.edge.netty;

import io.ringfence.edge.ConnectionLimits;
import java.time.Duration;

/// The bounds that are the default, for a test to change.
final class Limits implements ConnectionLimits {

  int max = 10_000;
  int maxPerSource = 100;
  int maxHandshakes = 500;
  int maxHandshakesPerSource = 10;
  long maxWaitingBytes = 1 << 26;

  @Override
  public int max() {
    return max;
  }

  @Override
  public int maxPerSource() {
    return maxPerSource;
  }

  @Override
  public int maxHandshakes() {
    return maxHandshakes;
  }

  @Override
  public int maxHandshakesPerSource() {
    return maxHandshakesPerSource;
  }

  @Override
  public Duration handshakeTimeout() {
    return Duration.ofSeconds(5);
  }

  @Override
  public Duration messageTimeout() {
    return Duration.ofSeconds(10);
  }

  @Override
  public Duration idleTimeout() {
    return Duration.ofMinutes(5);
  }

  @Override
  public Duration writeTimeout() {
    return Duration.ofSeconds(30);
  }

  @Override
  public int writeBufferBytes() {
    return 32_768;
  }

  @Override
  public long maxWaitingBytes() {
    return maxWaitingBytes;
  }
}
