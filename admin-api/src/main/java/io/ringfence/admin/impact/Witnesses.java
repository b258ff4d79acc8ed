package io.ringfence.admin.impact;

import io.ringfence.admin.accounts.Registrations;
import io.ringfence.admin.impact.Witness.Kind;
import io.ringfence.contracts.event.Service;
import io.ringfence.contracts.net.IpAddress;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/// Finds those who get in: registrations, incoming calls, logins and changes of the last day.
@ApplicationScoped
class Witnesses {
  private static final String SIP = Service.SIP.wireName();

  /// Each gives source, services, account, when it was last seen, and how many lines were read.
  private static final String LOGINS =
      """
      select host(l.source) as source, array_to_string(l.services, ' ') as services,
             min(l.account) as account,
             cast(extract(epoch from max(coalesce(l.last_time, l.time))) as double precision) as seen,
             cast(sum(count(*)) over () as bigint) as lines
        from (select source, services, account, time, last_time from security_log
               where event = 'login' and source is not null
                 and time >= to_timestamp(cast(:since as double precision))
               order by time desc, event_id desc limit :most) l
       group by l.source, l.services
      """;

  private static final String CALLS =
      """
      select host(c.source) as source, 'sip' as services, cast(null as text) as account,
             cast(extract(epoch from max(c.started_at)) as double precision) as seen,
             cast(sum(count(*)) over () as bigint) as lines
        from (select source, started_at from call_record
               where direction = 'incoming' and upstream is not null
                 and started_at >= to_timestamp(cast(:since as double precision))
               order by started_at desc, id desc limit :most) c
       group by c.source
      """;

  private static final String CHANGES =
      """
      select host(a.source) as source, 'web' as services, min(a.actor) as account,
             cast(extract(epoch from max(a.time)) as double precision) as seen,
             cast(sum(count(*)) over () as bigint) as lines
        from (select source, actor, time from audit_log
               where source is not null and time >= to_timestamp(cast(:since as double precision))
               order by id desc limit :most) a
       group by a.source
      """;

  /// @param isComplete whether these are all
  record Found(List<Witness> witnesses, boolean isComplete) {}

  private final Registrations registrations;
  private final ImpactConfig config;

  Witnesses(Registrations registrations, ImpactConfig config) {
    this.registrations = registrations;
    this.config = config;
  }

  Uni<Found> of(Mutiny.Session session, Witness caller, Instant now) {
    var found = new ArrayList<Witness>();
    found.add(caller);
    registrations
        .current(now)
        .forEach(
            binding ->
                found.add(
                    new Witness(
                        Kind.REGISTRATION,
                        binding.source(),
                        Way.to(SIP),
                        binding.account(),
                        binding.registeredAt())));
    boolean known = registrations.isCaughtUp();
    return read(session, LOGINS, Kind.LOGIN, now, found)
        .chain(
            logins ->
                read(session, CALLS, Kind.TRUNK, now, found)
                    .chain(
                        calls ->
                            read(session, CHANGES, Kind.LOGIN, now, found)
                                .map(
                                    changes ->
                                        new Found(found, known && logins && calls && changes))));
  }

  /// @return whether that were all
  private Uni<Boolean> read(
      Mutiny.Session session, String sql, Kind kind, Instant now, List<Witness> into) {
    return session
        .createNativeQuery(sql, Tuple.class)
        .setParameter("since", (double) now.minus(config.lookBack()).getEpochSecond())
        .setParameter("most", config.maxLines())
        .getResultList()
        .map(
            rows -> {
              rows.forEach(row -> add(row, kind, into));
              return rows.isEmpty() || rows.getFirst().get("lines", Long.class) < config.maxLines();
            });
  }

  private static void add(Tuple row, Kind kind, List<Witness> into) {
    var source = IpAddress.parse(row.get("source", String.class));
    String account = row.get("account", String.class);
    var seen = Instant.ofEpochMilli((long) (row.get("seen", Double.class) * 1000));
    for (String service : row.get("services", String.class).split(" ", -1)) {
      into.add(new Witness(kind, source, Way.to(service), account, seen));
    }
  }
}
