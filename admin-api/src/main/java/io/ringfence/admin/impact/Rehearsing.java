package io.ringfence.admin.impact;

import io.ringfence.admin.impact.Witness.Kind;
import io.ringfence.admin.problem.ProblemException;
import io.ringfence.contracts.config.Configuration;
import io.ringfence.contracts.config.ProtectedService.Port;
import io.ringfence.contracts.config.ProtectedService.Protocol;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.hibernate.reactive.mutiny.Mutiny;

/// Holds a change of the firewall against those who get in.
@ApplicationScoped
public class Rehearsing {
  /// The problem's type.
  public static final String TYPE = "urn:ringfence:problem:cut-off";

  private final Witnesses witnesses;

  Rehearsing(Witnesses witnesses) {
    this.witnesses = witnesses;
  }

  /// Who asks for a change: the other end of the connection, which is who the firewall sees.
  ///
  /// @param port of ours, where the request came to
  public record Asker(IpAddress source, int port, String name) {
    Witness witness(Instant now) {
      var way = new Way(Service.WEB.wireName(), new Port(Protocol.TCP, port));
      return new Witness(Kind.CALLER, source, way, name, now);
    }
  }

  /// Before and after.
  private record Reaches(Reach was, Reach will) {
    static Reaches of(Configuration before, Configuration after, Instant now) {
      return new Reaches(Reach.of(before, now), Reach.of(after, now));
    }
  }

  /// Fails with 409 when somebody would be cut off, or may be as not all could be looked at.
  public Uni<Void> requireNobodyCutOff(
      Mutiny.Session session, Asker asker, Configuration before, Configuration after, Instant now) {
    return aside(() -> Reaches.of(before, after, now))
        .chain(
            reaches ->
                aside(() -> ImpactRules.isTightened(reaches.was(), reaches.will()))
                    .chain(
                        tightened ->
                            tightened
                                ? requireNobodyCutOff(session, asker, reaches, now)
                                : Uni.createFrom().voidItem()));
  }

  private Uni<Void> requireNobodyCutOff(
      Mutiny.Session session, Asker asker, Reaches reaches, Instant now) {
    return witnesses
        .of(session, asker.witness(now), now)
        .chain(
            found ->
                aside(
                    () ->
                        ImpactRules.impact(
                            reaches.was(), reaches.will(), found.witnesses(), found.isComplete())))
        .invoke(
            impact -> {
              if (impact.total() > 0 || !impact.complete()) {
                throw refused(impact);
              }
            })
        .replaceWithVoid();
  }

  /// Groups have many members, and there are many witnesses: that is no work for an event loop.
  private static <T> Uni<T> aside(Callable<T> work) {
    return Uni.createFrom()
        .completionStage(
            () ->
                Objects.requireNonNull(Vertx.currentContext())
                    .executeBlocking(work, false)
                    .toCompletionStage());
  }

  private static ProblemException refused(Impact impact) {
    return impact.total() > 0 ? cutOff(impact) : notSure(impact);
  }

  private static ProblemException notSure(Impact impact) {
    return ProblemException.cutOff(
        TYPE,
        "Somebody may be cut off",
        "not all who get in could be looked at, and the change keeps more of them out; nothing was"
            + " changed. Ask again with confirmImpact=true to do it all the same",
        impact);
  }

  private static ProblemException cutOff(Impact impact) {
    String who = impact.total() == 1 ? "1 source" : impact.total() + " sources";
    String you = impact.counts().containsKey(Kind.CALLER) ? ", you among them" : "";
    return ProblemException.cutOff(
        TYPE,
        "Somebody would be cut off",
        who
            + " would be cut off"
            + you
            + "; nothing was changed. Ask again with confirmImpact=true to do it all the same",
        impact);
  }
}
