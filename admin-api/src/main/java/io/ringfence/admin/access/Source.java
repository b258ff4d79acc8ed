package io.ringfence.admin.access;

import io.ringfence.contracts.net.IpAddress;
import io.vertx.ext.web.RoutingContext;

/// Where a request comes from: the other end of its connection. Forwarding headers are anybody's to
/// write and are not read.
public final class Source {
  private Source() {}

  public static IpAddress of(RoutingContext request) {
    String host = request.request().connection().remoteAddress(true).hostAddress();
    int zone = host.indexOf('%');
    return IpAddress.parse(zone < 0 ? host : host.substring(0, zone));
  }
}
