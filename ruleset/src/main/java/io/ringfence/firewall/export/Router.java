package io.ringfence.firewall.export;

import io.ringfence.contracts.net.IpPrefix;
import io.ringfence.firewall.export.Ports.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The words of one kind of outer firewall.
interface Router {

  /// What comes before the rules, its comments first.
  String begin();

  /// A rule that lets connections in.
  ///
  /// @param from where they come from, `null` for anywhere
  List<String> inbound(Row row, @Nullable List<IpPrefix> from);

  /// A rule that keeps other connections out.
  List<String> denied(Row row);

  /// A rule that lets the PBX connect.
  List<String> outbound(Row row);

  /// What comes after the rules.
  String end();
}
