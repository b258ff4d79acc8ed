package io.ringfence.admin.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.ringfence.admin.access.ConsolePaths;
import io.ringfence.admin.access.Role;
import io.ringfence.admin.pending.PendingResource;
import io.ringfence.admin.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Objects;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// The banner about a change that waits to be confirmed.
@Path(ConsolePaths.ROOT)
@Produces(MediaType.TEXT_HTML)
public class PendingPages {
  private final PendingResource pending;
  private final Banners banners;

  PendingPages(PendingResource pending, Banners banners) {
    this.pending = pending;
    this.banners = banners;
  }

  @CheckedTemplate(basePath = "console")
  static final class Templates {
    private Templates() {}

    static native TemplateInstance banner(Banner banner, boolean aside);
  }

  /// The banner, if it is another one than that which is shown.
  @GET
  @Path("watch/pending")
  @RolesAllowed(Role.VIEW)
  public Uni<RestResponse<String>> watch(@RestQuery @Nullable String shown) {
    return banners
        .now()
        .chain(
            banner ->
                banner.state().equals(shown)
                    ? Uni.createFrom().item(RestResponse.noContent())
                    : answer(200, banner));
  }

  @POST
  @Path("pending/{id}/keep")
  @RolesAllowed(Role.ADMINISTER)
  public Uni<RestResponse<String>> keep(@RestPath UUID id) {
    return ended(pending.confirm(id), "The change stays.");
  }

  @POST
  @Path("pending/{id}/take-back")
  @RolesAllowed(Role.ADMINISTER)
  public Uni<RestResponse<String>> takeBack(@RestPath UUID id) {
    return ended(pending.takeBack(id), "The change was taken back.");
  }

  private Uni<RestResponse<String>> ended(Uni<Void> end, String note) {
    return end.replaceWith(200)
        .chain(status -> noted(status, note))
        .onFailure(ProblemException.class)
        .recoverWithUni(
            failure -> {
              var problem = failure.problem();
              return noted(problem.status(), Objects.requireNonNullElse(problem.detail(), ""));
            });
  }

  private Uni<RestResponse<String>> noted(int status, String note) {
    return banners.now().chain(banner -> answer(status, banner.noted(note)));
  }

  private static Uni<RestResponse<String>> answer(int status, Banner banner) {
    return Html.answer(
        status, Templates.banner(banner, false), answer -> answer.header("HX-Trigger", "changed"));
  }
}
