package io.ringfence.admin.console;

import io.ringfence.admin.access.ConsolePaths;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.net.URI;
import org.jboss.resteasy.reactive.RestResponse;

/// Where somebody lands who types the host's name.
@Path("/")
public class FrontPage {
  @GET
  @PermitAll
  public RestResponse<Void> toConsole() {
    return RestResponse.seeOther(URI.create(ConsolePaths.ROOT));
  }
}
