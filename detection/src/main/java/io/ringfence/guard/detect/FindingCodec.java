package io.ringfence.guard.detect;

import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Evidence;
import io.ringfence.contracts.event.Rule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Several findings in one record: that a source has failed somewhere, as nearly all say, is packed
/// into some forty bytes, the others are documents.
public final class FindingCodec {

  /// The first byte. JSON, as findings were told one by one before, begins with a brace.
  private static final int VERSION = 1;

  private static final int DOCUMENT = 0;
  private static final int FAILED = 1;
  private static final int ACCEPTED = 2;

  private FindingCodec() {}

  /// @param document writes those that say more
  public static byte[] write(List<Finding> findings, Function<Object, byte[]> document) {
    var out = new Packer();
    out.octet(VERSION);
    out.number(findings.size());
    for (var finding : findings) {
      if (isPlain(finding)) {
        write(out, finding);
      } else {
        out.octet(DOCUMENT);
        out.part(document.apply(finding));
      }
    }
    return out.bytes();
  }

  private static boolean isPlain(Finding finding) {
    return finding.kind() != Finding.Kind.VERDICT
        && finding.rule() == Rule.UNKNOWN
        && finding.grounds() == null
        && finding.services().size() == 1
        && StateCodec.SERVICES.containsAll(finding.services())
        && finding.evidence().equals(Evidence.NONE);
  }

  private static void write(Packer out, Finding finding) {
    out.octet(finding.kind() == Finding.Kind.FAILED ? FAILED : ACCEPTED);
    out.id(finding.eventId());
    out.number(finding.occurredAt().toEpochMilli());
    out.octet(StateCodec.SERVICES.indexOf(finding.services().iterator().next()));
    out.text(finding.about().value());
    out.text(finding.source());
  }

  /// @param document reads those that say more, or the one that a record was before
  /// @throws IllegalArgumentException when the bytes are no findings
  public static List<Finding> read(byte[] bytes, BiFunction<byte[], Class<?>, Object> document) {
    if (bytes.length > 0 && bytes[0] == '{') {
      return List.of((Finding) document.apply(bytes, Finding.class));
    }
    var in = new Unpacker(bytes);
    if (in.octet() != VERSION) {
      throw new IllegalArgumentException("not findings that this version knows");
    }
    int count = in.size();
    var findings = new ArrayList<Finding>(count);
    for (int i = 0; i < count; i++) {
      findings.add(finding(in, document));
    }
    return findings;
  }

  private static Finding finding(Unpacker in, BiFunction<byte[], Class<?>, Object> document) {
    return switch (in.octet()) {
      case DOCUMENT -> (Finding) document.apply(in.part(), Finding.class);
      case FAILED -> plain(Finding.Kind.FAILED, in);
      case ACCEPTED -> plain(Finding.Kind.ACCEPTED, in);
      default ->
          throw new IllegalArgumentException("not a kind of finding that this version knows");
    };
  }

  private static Finding plain(Finding.Kind kind, Unpacker in) {
    UUID id = in.id();
    Instant at = Instant.ofEpochMilli(in.number());
    int service = in.octet();
    String about = in.text();
    String source = in.text();
    if (service >= StateCodec.SERVICES.size() || about == null || source == null) {
      throw new IllegalArgumentException("not a finding: a field is missing");
    }
    return new Finding(
        id,
        at,
        kind,
        BlockTarget.ofKey(about),
        source,
        Set.of(StateCodec.SERVICES.get(service)),
        Rule.UNKNOWN,
        Evidence.NONE,
        null);
  }
}
