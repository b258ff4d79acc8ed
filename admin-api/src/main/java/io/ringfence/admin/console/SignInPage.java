package io.ringfence.admin.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.ringfence.admin.access.Caller;
import io.ringfence.admin.access.ConsolePaths;
import io.ringfence.admin.access.ConsoleSessions;
import io.ringfence.admin.access.Role;
import io.ringfence.admin.access.SessionCookie;
import io.ringfence.admin.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.util.Objects;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/// Into the console and out of it.
@Path(ConsolePaths.ROOT)
@Produces(MediaType.TEXT_HTML)
public class SignInPage {
  private static final URI FIRST_PAGE = URI.create(FirewallPage.PATH);

  private final ConsoleSessions sessions;
  private final SessionCookie cookie;
  private final Caller caller;

  SignInPage(ConsoleSessions sessions, SessionCookie cookie, Caller caller) {
    this.sessions = sessions;
    this.cookie = cookie;
    this.caller = caller;
  }

  @CheckedTemplate(basePath = "console")
  static final class Templates {
    private Templates() {}

    static native TemplateInstance signIn(@Nullable String refused);
  }

  @GET
  @RolesAllowed(Role.VIEW)
  public RestResponse<Void> first() {
    return RestResponse.seeOther(FIRST_PAGE);
  }

  @GET
  @Path("sign-in")
  @PermitAll
  public Uni<RestResponse<String>> form() {
    return Html.ok(Templates.signIn(null));
  }

  /// A browser that another site has send this says so, and is refused before.
  @POST
  @Path("sign-in")
  @PermitAll
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<RestResponse<String>> signIn(
      @RestForm @Nullable String user, @RestForm @Nullable String secret, RoutingContext request) {
    return sessions
        .begin(
            request,
            Objects.requireNonNullElse(user, "").strip(),
            Objects.requireNonNullElse(secret, ""))
        .chain(
            begun ->
                begun
                    .map(
                        key ->
                            Uni.createFrom()
                                .item(
                                    ResponseBuilder.<String>seeOther(FIRST_PAGE)
                                        .cookie(cookie.of(request, key))
                                        .build()))
                    .orElseGet(
                        () ->
                            refused(
                                401,
                                "There is no such login: the user, the password or the token is not right.")))
        .onFailure(ProblemException.class)
        .recoverWithUni(
            failure -> {
              var problem = failure.problem();
              return refused(problem.status(), problem.detail());
            });
  }

  private static Uni<RestResponse<String>> refused(int status, @Nullable String why) {
    return Html.answer(status, Templates.signIn(why));
  }

  @POST
  @Path("sign-out")
  @RolesAllowed(Role.VIEW)
  public Uni<RestResponse<Void>> signOut(RoutingContext request) {
    return sessions
        .end(caller.actor(), Objects.requireNonNull(caller.session()))
        .replaceWith(
            () ->
                ResponseBuilder.<Void>noContent()
                    .cookie(cookie.none(request))
                    .header("HX-Redirect", ConsolePaths.SIGN_IN)
                    .build());
  }
}
