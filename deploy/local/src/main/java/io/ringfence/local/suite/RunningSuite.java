package io.ringfence.local.suite;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// Where a client finds the parts of a suite that is ready.
///
/// @param domain the SIP domain
/// @param token an API token with role admin
/// @param mail where the mailbox keeps what it receives
/// @param enforce whether blocks go into the kernel
public record RunningSuite(
    InetSocketAddress sip,
    String domain,
    URI api,
    String token,
    String kafkaBootstrap,
    Path mail,
    boolean enforce) {

  /// The suite of this data folder; empty when none is ready.
  public static Optional<RunningSuite> of(DataFolder data) {
    return SuiteState.readRunning(data)
        .filter(state -> state.phase() == SuiteState.Phase.READY)
        .map(state -> of(state, data));
  }

  private static RunningSuite of(SuiteState state, DataFolder data) {
    String address = state.reachableAddress();
    String host = address.contains(":") ? "[" + address + "]" : address;
    return new RunningSuite(
        new InetSocketAddress(address, state.port(Listener.SIP)),
        state.domain(),
        URI.create("http://" + host + ":" + state.port(Listener.HTTP) + "/api/v1"),
        DataFolder.text(data.adminToken())
            .orElseThrow(() -> new Failure("there is no API token: " + data.adminToken())),
        "127.0.0.1:" + state.port(Listener.KAFKA),
        data.mail(),
        state.enforce());
  }

  @Override
  public String toString() {
    return "RunningSuite[" + api + "]";
  }
}
