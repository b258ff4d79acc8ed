package io.ringfence.firewall;

import io.ringfence.firewall.enforcement.NamespaceTakenException;
import io.ringfence.firewall.enforcement.NotAppliedException;
import io.ringfence.firewall.nft.Uninstall;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// `uninstall`: removes the table from this node's kernel once the service has been stopped.
final class UninstallCommand {

  private static final String NAMESPACE = "RINGFENCE_FIREWALL_NETNS";

  private UninstallCommand() {}

  static boolean isOne(List<String> arguments) {
    return arguments.equals(List.of("uninstall"));
  }

  /// @return the process's exit status
  static int run(Map<String, String> environment, PrintStream out) {
    String namespace = environment.getOrDefault(NAMESPACE, "");
    try {
      Uninstall.run(namespace.isEmpty() ? null : Path.of(namespace));
      out.println("The table inet ringfence is no more. Nothing is enforced on this node.");
      return 0;
    } catch (NamespaceTakenException e) {
      out.println("The service is running here and would put the rules back; stop it first.");
    } catch (NotAppliedException | IllegalArgumentException e) {
      out.println("The rules were not removed: " + e.getMessage());
    }
    return 1;
  }
}
