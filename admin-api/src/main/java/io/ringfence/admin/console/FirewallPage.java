package io.ringfence.admin.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.ringfence.admin.access.Caller;
import io.ringfence.admin.access.Role;
import io.ringfence.admin.groups.GroupNames;
import io.ringfence.admin.groups.GroupNames.GroupName;
import io.ringfence.admin.problem.ProblemException;
import io.ringfence.admin.services.ServiceView;
import io.ringfence.admin.services.ServicesResource;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// Network > Firewall: who may reach which service.
@Path(FirewallPage.PATH)
@Produces(MediaType.TEXT_HTML)
public class FirewallPage {
  static final String PATH = "/console/network/firewall";

  private final ServicesResource services;
  private final GroupNames groups;
  private final Frames frames;
  private final Banners banners;
  private final Caller caller;

  FirewallPage(
      ServicesResource services, GroupNames groups, Frames frames, Banners banners, Caller caller) {
    this.services = services;
    this.groups = groups;
    this.frames = frames;
    this.banners = banners;
    this.caller = caller;
  }

  @CheckedTemplate(basePath = "console")
  static final class Templates {
    private Templates() {}

    static native TemplateInstance firewall(Frame frame, List<ServiceItem> services);

    static native TemplateInstance service(
        ServiceItem service, boolean admin, @Nullable String note, @Nullable Banner banner);

    static native TemplateInstance serviceForm(
        ServiceItem service,
        ServiceForm form,
        Terms terms,
        List<GroupName> groups,
        Refusal refusal,
        String others,
        @Nullable Banner banner);
  }

  @GET
  @RolesAllowed(Role.VIEW)
  public Uni<RestResponse<String>> page() {
    return groups
        .all()
        .chain(
            names ->
                services
                    .list()
                    .map(
                        list ->
                            list.items().stream()
                                .map(view -> ServiceItem.of(view, names))
                                .sorted(ServiceItem.ORDER)
                                .toList()))
        .chain(items -> frames.frame().chain(frame -> Html.ok(Templates.firewall(frame, items))));
  }

  @GET
  @Path("services/{name}")
  @RolesAllowed(Role.VIEW)
  public Uni<RestResponse<String>> service(@RestPath String name) {
    return services
        .get(name)
        .chain(found -> item(found.getEntity()))
        .chain(item -> Html.ok(Templates.service(item, caller.has(Role.ADMINISTER), null, null)));
  }

  @GET
  @Path("services/{name}/form")
  @RolesAllowed(Role.ADMINISTER)
  public Uni<RestResponse<String>> form(@RestPath String name) {
    return services
        .get(name)
        .chain(
            found -> form(filled(found), new Terms(), item(found.getEntity()), Refusal.NONE, null));
  }

  @POST
  @Path("services/{name}")
  @RolesAllowed(Role.ADMINISTER)
  public Uni<RestResponse<String>> save(
      @RestPath String name, @BeanParam ServiceForm form, @BeanParam Terms terms) {
    return Uni.createFrom()
        .deferred(() -> services.put(name, form.body(), form.version, terms.consent()))
        .chain(saved -> item(saved.getEntity()))
        .chain(item -> banners.now().chain(banner -> saved(item, banner)))
        .onFailure(ProblemException.class)
        .recoverWithUni(
            failure ->
                banners
                    .now()
                    .chain(
                        banner ->
                            form(
                                form,
                                terms,
                                services.get(name).chain(found -> item(found.getEntity())),
                                Refusal.of(failure.problem()),
                                banner)));
  }

  private Uni<RestResponse<String>> saved(ServiceItem item, Banner banner) {
    String note =
        banner.waiting() ? "In force. Keep it, or it is taken back." : "Saved and in force.";
    return Html.ok(Templates.service(item, true, note, banner));
  }

  private Uni<RestResponse<String>> form(
      ServiceForm form,
      Terms terms,
      Uni<ServiceItem> service,
      Refusal refusal,
      @Nullable Banner banner) {
    return service.chain(
        item ->
            groups
                .all()
                .chain(
                    names ->
                        Html.answer(
                            refusal.status(),
                            Templates.serviceForm(
                                item,
                                form,
                                terms,
                                names,
                                refusal,
                                refusal.others(ServiceForm.SHOWN),
                                banner))));
  }

  private Uni<ServiceItem> item(ServiceView view) {
    return groups.all().map(names -> ServiceItem.of(view, names));
  }

  private static ServiceForm filled(RestResponse<ServiceView> found) {
    var view = found.getEntity();
    var form = new ServiceForm();
    form.title = view.title();
    form.ports = ServiceItem.ports(view);
    form.restricted = Boolean.TRUE.equals(view.restricted()) ? "true" : null;
    form.groupId = view.groupId();
    form.version = found.getHeaderString("ETag");
    return form;
  }
}
