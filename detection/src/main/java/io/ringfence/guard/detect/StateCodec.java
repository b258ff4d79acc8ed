package io.ringfence.guard.detect;

import io.ringfence.contracts.event.Reason;
import io.ringfence.contracts.event.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/// A state in few bytes: what every tracked source has is packed, what few have is a document
/// behind it. A source with four failures takes about 170 bytes, as JSON a thousand.
public final class StateCodec {

  /// The first byte. JSON, as states were kept before, begins with a brace.
  private static final int VERSION = 1;

  /// Their places are written: new ones come last.
  static final List<Service> SERVICES =
      List.of(Service.SIP, Service.WEB, Service.PROVISIONING, Service.CRM, Service.SNMP);

  private static final List<Reason> REASONS =
      List.of(Reason.SCANNER, Reason.WRONG_DOMAIN, Reason.FLOOD, Reason.MALFORMED);

  /// What few states have.
  public record Rest(
      Map<Service, Instant> clearedBefore,
      List<Announced> announced,
      List<UUID> orders,
      List<Told> told,
      Map<String, Instant> reported,
      Map<String, Instant> trunks) {

    /// One written before there were trunks has none.
    public Rest {
      trunks = trunks == null ? Map.of() : trunks;
    }

    boolean isEmpty() {
      return clearedBefore.isEmpty()
          && announced.isEmpty()
          && orders.isEmpty()
          && told.isEmpty()
          && reported.isEmpty()
          && trunks.isEmpty();
    }
  }

  private static final Rest NO_REST =
      new Rest(Map.of(), List.of(), List.of(), List.of(), Map.of(), Map.of());

  private StateCodec() {}

  /// @param document writes the rest
  public static byte[] write(SourceState state, Function<Object, byte[]> document) {
    var out = new Packer();
    long base = state.touchedAt().toEpochMilli();
    out.octet(VERSION);
    out.number(base);
    out.text(state.userAgent());
    out.number(state.window().failures().size());
    state.window().failures().forEach(failure -> write(out, failure, base));
    out.number(state.offences().count());
    out.number(state.offences().rememberedUntil().toEpochMilli());
    write(out, state.memory().familiar());
    write(out, state.memory().strangers());
    var slow = state.memory().slow();
    out.number(slow.span());
    out.number(slow.newest());
    out.number(slow.counts().size());
    slow.counts().forEach(out::number);
    var rest =
        new Rest(
            state.clearedBefore(),
            state.announced(),
            state.orders(),
            state.told(),
            state.memory().reported(),
            state.memory().trunks());
    if (!rest.isEmpty()) {
      out.rest(document.apply(rest));
    }
    return out.bytes();
  }

  /// @param document reads the rest, or a whole state as it was kept before
  /// @throws IllegalArgumentException when the bytes are no state
  public static SourceState read(byte[] bytes, BiFunction<byte[], Class<?>, Object> document) {
    if (bytes.length > 0 && bytes[0] == '{') {
      return (SourceState) document.apply(bytes, SourceState.class);
    }
    var in = new Unpacker(bytes);
    if (in.octet() != VERSION) {
      throw new IllegalArgumentException("not a state that this version knows");
    }
    long base = in.number();
    String userAgent = in.text();
    int count = in.size();
    var failures = new ArrayList<Failure>(count);
    for (int i = 0; i < count; i++) {
      failures.add(failure(in, base));
    }
    var offences = new Offences((int) in.number(), Instant.ofEpochMilli(in.number()));
    var familiar = names(in);
    var strangers = names(in);
    var slow = slow(in);
    byte[] behind = in.rest();
    var rest = behind.length == 0 ? NO_REST : (Rest) document.apply(behind, Rest.class);
    return new SourceState(
        new Window(failures),
        rest.clearedBefore(),
        rest.announced(),
        rest.orders(),
        rest.told(),
        offences,
        new LongMemory(familiar, strangers, slow, rest.reported(), rest.trunks()),
        userAgent,
        Instant.ofEpochMilli(base));
  }

  private static void write(Packer out, Failure failure, long base) {
    out.id(failure.eventId());
    out.number(failure.at().toEpochMilli() - base);
    out.number(failure.count());
    out.octet((SERVICES.indexOf(failure.service()) << 1) | (failure.used() ? 1 : 0));
    out.octet(failure.reason() == null ? 0 : REASONS.indexOf(failure.reason()) + 1);
    out.text(failure.account());
  }

  private static Failure failure(Unpacker in, long base) {
    UUID id = in.id();
    Instant at = Instant.ofEpochMilli(base + in.number());
    int count = (int) in.number();
    int flags = in.octet();
    int reason = in.octet();
    String account = in.text();
    return new Failure(
        id,
        at,
        count,
        SERVICES.get(flags >> 1),
        account == null ? "" : account,
        reason == 0 ? null : REASONS.get(reason - 1),
        (flags & 1) != 0);
  }

  private static void write(Packer out, RecentNames names) {
    out.number(names.span());
    out.number(names.generation());
    write(out, names.current());
    write(out, names.previous());
  }

  private static RecentNames names(Unpacker in) {
    return new RecentNames(in.number(), in.number(), nameSet(in), nameSet(in));
  }

  private static void write(Packer out, NameSet set) {
    out.number(set.hashes().size());
    set.hashes().forEach(out::fixed32);
    out.number(set.bits().size());
    set.bits().forEach(out::fixed64);
  }

  private static NameSet nameSet(Unpacker in) {
    var hashes = new ArrayList<Integer>();
    for (int i = in.size(); i > 0; i--) {
      hashes.add(in.fixed32());
    }
    var bits = new ArrayList<Long>();
    for (int i = in.size(); i > 0; i--) {
      bits.add(in.fixed64());
    }
    return new NameSet(hashes, bits);
  }

  private static SlowCount slow(Unpacker in) {
    long span = in.number();
    long newest = in.number();
    var counts = new ArrayList<Integer>();
    for (int i = in.size(); i > 0; i--) {
      counts.add((int) in.number());
    }
    return new SlowCount(span, newest, counts);
  }
}
