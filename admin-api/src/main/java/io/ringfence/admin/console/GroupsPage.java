package io.ringfence.admin.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.ringfence.admin.access.Role;
import io.ringfence.admin.groups.GroupNames;
import io.ringfence.admin.groups.GroupNames.GroupName;
import io.ringfence.admin.groups.GroupView;
import io.ringfence.admin.groups.GroupsResource;
import io.ringfence.admin.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Objects;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// Definitions > IP Address Groups.
@Path(GroupsPage.PATH)
@Produces(MediaType.TEXT_HTML)
public class GroupsPage {
  static final String PATH = "/console/definitions";
  static final String LIST = PATH + "/ip-groups";

  /// Larger groups are shown in part, and changed by scripts.
  static final int MAX_MEMBERS = 300;

  private final GroupsResource groups;
  private final GroupNames names;
  private final Frames frames;
  private final Banners banners;

  GroupsPage(GroupsResource groups, GroupNames names, Frames frames, Banners banners) {
    this.groups = groups;
    this.names = names;
    this.frames = frames;
    this.banners = banners;
  }

  @CheckedTemplate(basePath = "console")
  static final class Templates {
    private Templates() {}

    static native TemplateInstance groups(Frame frame, List<GroupName> groups);

    static native TemplateInstance group(
        Frame frame, GroupSheet sheet, boolean editable, int members, int shown);

    static native TemplateInstance groupForm(GroupSheet sheet, @Nullable Banner banner);

    static native TemplateInstance memberRow(MemberRow row);
  }

  @GET
  @Path("ip-groups")
  @RolesAllowed(Role.VIEW)
  public Uni<RestResponse<String>> list() {
    return names
        .all()
        .chain(all -> frames.frame().chain(frame -> Html.ok(Templates.groups(frame, all))));
  }

  @GET
  @Path("new-ip-group")
  @RolesAllowed(Role.ADMINISTER)
  public Uni<RestResponse<String>> fresh() {
    var sheet = GroupSheet.fresh();
    return frames.frame().chain(frame -> Html.ok(Templates.group(frame, sheet, true, 0, 0)));
  }

  /// Another row for the form.
  @GET
  @Path("ip-group-row")
  @RolesAllowed(Role.ADMINISTER)
  public Uni<RestResponse<String>> row() {
    return Html.ok(Templates.memberRow(MemberRow.empty()));
  }

  @GET
  @Path("ip-groups/{id}")
  @RolesAllowed(Role.VIEW)
  public Uni<RestResponse<String>> group(@RestPath String id) {
    return groups
        .get(id)
        .chain(found -> frames.frame().chain(frame -> Html.ok(page(frame, found))));
  }

  private static TemplateInstance page(Frame frame, RestResponse<GroupView> found) {
    var group = found.getEntity();
    var members = Objects.requireNonNullElse(group.members(), List.<GroupView.Member>of());
    var shown = members.subList(0, Math.min(members.size(), MAX_MEMBERS));
    var part = new GroupView(group.id(), group.name(), group.description(), shown);
    var form = GroupForm.of(part, found.getHeaderString("ETag"));
    boolean editable = frame.admin() && shown.size() == members.size();
    return Templates.group(
        frame,
        GroupSheet.of(Objects.requireNonNull(group.id()), form, null),
        editable,
        members.size(),
        shown.size());
  }

  @POST
  @Path("ip-groups")
  @RolesAllowed(Role.ADMINISTER)
  public Uni<RestResponse<String>> create(@BeanParam GroupForm form) {
    return Uni.createFrom()
        .deferred(() -> groups.create(form.body(), null))
        .map(made -> Html.redirect(LIST + "/" + made.getEntity().id()))
        .onFailure(ProblemException.class)
        .recoverWithUni(
            failure -> {
              var refusal = Refusal.of(failure.problem());
              return answer(refusal, GroupSheet.of("", form, new Terms(), refusal, LIST), null);
            });
  }

  @POST
  @Path("ip-groups/{id}")
  @RolesAllowed(Role.ADMINISTER)
  public Uni<RestResponse<String>> save(
      @RestPath String id, @BeanParam GroupForm form, @BeanParam Terms terms) {
    return Uni.createFrom()
        .deferred(() -> groups.put(id, form.body(), form.version, terms.consent()))
        .chain(saved -> banners.now().chain(banner -> saved(id, saved, banner)))
        .onFailure(ProblemException.class)
        .recoverWithUni(failure -> refused(id, form, terms, failure, LIST + "/" + id));
  }

  @POST
  @Path("ip-groups/{id}/delete")
  @RolesAllowed(Role.ADMINISTER)
  public Uni<RestResponse<String>> delete(
      @RestPath String id, @BeanParam GroupForm form, @BeanParam Terms terms) {
    return Uni.createFrom()
        .deferred(() -> groups.delete(id, form.version, terms.consent()))
        .map(_ -> Html.redirect(LIST))
        .onFailure(ProblemException.class)
        .recoverWithUni(failure -> refused(id, form, terms, failure, LIST + "/" + id + "/delete"));
  }

  private static Uni<RestResponse<String>> saved(
      String id, RestResponse<GroupView> saved, Banner banner) {
    var form = GroupForm.of(saved.getEntity(), saved.getHeaderString("ETag"));
    String note =
        banner.waiting() ? "In force. Keep it, or it is taken back." : "Saved and in force.";
    return answer(Refusal.NONE, GroupSheet.of(id, form, note), banner);
  }

  private Uni<RestResponse<String>> refused(
      String id, GroupForm form, Terms terms, ProblemException failure, String again) {
    var refusal = Refusal.of(failure.problem());
    return banners
        .now()
        .chain(banner -> answer(refusal, GroupSheet.of(id, form, terms, refusal, again), banner));
  }

  private static Uni<RestResponse<String>> answer(
      Refusal refusal, GroupSheet sheet, @Nullable Banner banner) {
    return Html.answer(refusal.status(), Templates.groupForm(sheet, banner));
  }
}
