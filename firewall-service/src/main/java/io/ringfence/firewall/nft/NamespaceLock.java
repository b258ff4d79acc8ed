package io.ringfence.firewall.nft;

import io.ringfence.firewall.enforcement.NamespaceTakenException;

/// What only one agent in a network namespace has, for as long as it lives: a name in the
/// namespace's own space of socket names, see unix(7). Two agents with the same table would undo
/// each other's work.
final class NamespaceLock implements AutoCloseable {

  /// Abstract: there is no file, so nothing is left behind.
  private static final String NAME = "ringfence/firewall-service";

  private final int socket;

  private NamespaceLock(int socket) {
    this.socket = socket;
  }

  /// In the network namespace of the calling thread.
  static NamespaceLock take() throws NamespaceTakenException {
    int socket = LibC.bindAbstractSocket(NAME);
    if (socket < 0) {
      throw new NamespaceTakenException(
          "another firewall-service enforces in this network namespace already; waiting for its end");
    }
    return new NamespaceLock(socket);
  }

  @Override
  public void close() {
    LibC.close(socket);
  }
}
