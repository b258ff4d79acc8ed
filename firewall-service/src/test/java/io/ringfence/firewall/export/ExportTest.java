package io.ringfence.firewall.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportTest {

  private static final PortRange RTP = PortRange.of("10000-20000");

  @TempDir Path folder;

  @Test
  void writesTheTableOfTheNodes_afterAHeader() {
    assertThat(Format.NFTABLES.write(Examples.rules()))
        .startsWith("# Ringfence's rule set of 2026-02-03T04:05:06Z.")
        .endsWith(Examples.rules().nftables());
  }

  @ParameterizedTest
  @EnumSource(value = Format.class, mode = EnumSource.Mode.EXCLUDE, names = "NFTABLES")
  void writesTheRuleSet(Format format) {
    assertThat(format.write(Examples.rules()))
        .isEqualTo(Examples.golden("ruleset." + format.wireName()));
  }

  @ParameterizedTest
  @EnumSource(PortsFormat.class)
  void writesThePorts(PortsFormat format) {
    assertThat(format.write(ports(), Pbx.EXAMPLE))
        .isEqualTo(Examples.golden("ports." + format.wireName()));
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void letsNoOperatorsWordsIntoARuleSet(Format format) {
    assertThat(format.write(Examples.rules())).doesNotContain("flush ruleset", "} drop");
  }

  @ParameterizedTest
  @EnumSource(PortsFormat.class)
  void keepsOperatorsWordsWithinAComment(PortsFormat format) {
    assertThat(format.write(ports(), Pbx.EXAMPLE).lines())
        .filteredOn(line -> line.contains("flush ruleset"))
        .allMatch(
            line ->
                switch (format) {
                  case MARKDOWN -> line.startsWith("|") && line.endsWith("|");
                  case AWS -> isJson(format.write(ports(), Pbx.EXAMPLE));
                  case NFTABLES, IPTABLES, PF, MIKROTIK, NETWORKPOLICY ->
                      line.strip().startsWith("#");
                });
  }

  @Test
  void nftTakesTheRuleSetAndThePorts() throws Exception {
    Path rules = file("rules.nft", Format.NFTABLES.write(Examples.rules()));
    Path ports = file("ports.nft", PortsFormat.NFTABLES.write(ports(), Pbx.EXAMPLE));

    inNamespace("nft", "nft -c -f " + rules + " && nft -c -f " + ports);
  }

  @Test
  void ipsetAndIptablesTakeTheRuleSet() throws Exception {
    Path sets = file("sets", Format.IPSET.write(Examples.rules()));
    Path v4 = file("v4", Format.IPTABLES.write(Examples.rules()));
    Path v6 = file("v6", Format.IP6TABLES.write(Examples.rules()));
    assumeSets();

    inNamespace(
        "iptables-restore",
        "ipset restore -f %s && ipset restore -f %s && iptables-restore --test %s"
                .formatted(sets, sets, v4)
            + " && iptables-restore --noflush %s && ip6tables-restore --noflush %s"
                .formatted(v4, v6)
            + " && iptables -t raw -S RINGFENCE-sip && ip6tables -t raw -S RINGFENCE");
  }

  @Test
  void iptablesTakesThePorts() throws Exception {
    Path ports = file("ports", PortsFormat.IPTABLES.write(ports(), Pbx.EXAMPLE));

    inNamespace("iptables-restore", "iptables-restore --test " + ports);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "70000", "5-4", "a", "5060-", "1-2-3"})
  void refusesWhatAreNoPorts(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> PortRange.of(text));
  }

  private static Ports ports() {
    return Ports.of(Examples.configuration(), RTP, Examples.NOW);
  }

  private static boolean isJson(String text) {
    try {
      return new ObjectMapper().readTree(text).has("IpPermissions");
    } catch (IOException e) {
      return false;
    }
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private void assumeSets() throws Exception {
    assumeTrue(
        run("ipset create probe hash:net family inet").isEmpty(),
        "ipset is not installed (Debian: ipset), or not in this kernel");
  }

  private void inNamespace(String tool, String script) throws Exception {
    assumeTrue(run("command -v " + tool + " >&2 || echo no").isEmpty(), tool + " is not installed");
    assumeTrue(run("true").isEmpty(), "a network namespace can be made by root alone");
    assertThat(run("{ " + script + "; } >out 2>&1 || cat out")).isEmpty();
  }

  /// What a script says on standard output in a network namespace of its own.
  private String run(String script) throws Exception {
    Process process;
    try {
      process =
          new ProcessBuilder("unshare", "-n", "sh", "-c", script + " || echo failed")
              .directory(folder.toFile())
              .redirectError(folder.resolve("errors").toFile())
              .start();
    } catch (IOException e) {
      return "no unshare";
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return said.strip();
  }
}
