package io.ringfence.admin.console;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import java.util.function.Consumer;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/// Pages and parts of pages as answers.
final class Html {
  private Html() {}

  static Uni<RestResponse<String>> ok(TemplateInstance template) {
    return answer(200, template, _ -> {});
  }

  static Uni<RestResponse<String>> answer(int status, TemplateInstance template) {
    return answer(status, template, _ -> {});
  }

  static Uni<RestResponse<String>> answer(
      int status, TemplateInstance template, Consumer<ResponseBuilder<String>> more) {
    return template
        .createUni()
        .map(
            html -> {
              var answer = ResponseBuilder.create(RestResponse.Status.fromStatusCode(status), html);
              more.accept(answer);
              return answer.build();
            });
  }

  /// Has the page's script go elsewhere.
  static RestResponse<String> redirect(String path) {
    return ResponseBuilder.<String>noContent().header("HX-Redirect", path).build();
  }
}
