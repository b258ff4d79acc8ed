package io.ringfence.admin.network;

import io.ringfence.contracts.config.ProtectedService.Protocol;
import io.ringfence.firewall.export.Ports;
import org.jspecify.annotations.Nullable;

/// A line of the table for the outer firewall.
///
/// @param port its number
/// @param lastPort the last one, where there are several from `port` on
/// @param outbound what to do with connections from the PBX
/// @param inbound what to do with connections to the PBX
public record PortView(
    String service,
    Protocol protocol,
    int port,
    @Nullable Integer lastPort,
    String outbound,
    String inbound,
    @Nullable String note) {

  static PortView of(Ports.Row row) {
    var port = row.port();
    return new PortView(
        row.service(),
        row.protocol(),
        port.first(),
        port.first() == port.last() ? null : port.last(),
        row.outbound(),
        row.inbound(),
        row.note());
  }
}
