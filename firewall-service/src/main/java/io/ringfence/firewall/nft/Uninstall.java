package io.ringfence.firewall.nft;

import io.ringfence.firewall.enforcement.NamespaceTakenException;
import io.ringfence.firewall.enforcement.NotAppliedException;
import io.ringfence.firewall.rules.Names;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Takes the table out of the kernel, for good: stopping the service leaves it there.
public final class Uninstall {

  private Uninstall() {}

  /// @param namespace as of [KernelEnforcer#open]
  /// @throws NamespaceTakenException while the service runs, which would put it back
  public static void run(@Nullable Path namespace)
      throws NotAppliedException, NamespaceTakenException {
    if (namespace != null) {
      LibC.enterNetworkNamespace(namespace);
    }
    try (var nft = NftContext.open();
        var _ = NamespaceLock.take()) {
      nft.run("add table " + Names.TABLE + "\ndelete table " + Names.TABLE + "\n");
    }
  }
}
