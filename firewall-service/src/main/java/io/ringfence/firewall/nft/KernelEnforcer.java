package io.ringfence.firewall.nft;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfence.contracts.event.Service;
import io.ringfence.firewall.enforcement.Enforcer;
import io.ringfence.firewall.enforcement.NotAppliedException;
import io.ringfence.firewall.rules.Names;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Brings rules in force in the kernel. Belongs to the thread that opened it.
public final class KernelEnforcer implements Enforcer {

  public static final String BACKEND = "nftables";

  private final NftContext nft;

  private KernelEnforcer(NftContext nft) {
    this.nft = nft;
  }

  /// @param namespace the network namespace to enforce in, `null` for the one of this process. The
  ///     calling thread stays in it.
  /// @throws NotAppliedException when this cannot be done here, with the reason
  public static KernelEnforcer open(@Nullable Path namespace) throws NotAppliedException {
    try {
      if (namespace != null) {
        LibC.enterNetworkNamespace(namespace);
      }
    } catch (IllegalArgumentException e) {
      throw new NotAppliedException(String.valueOf(e.getMessage()), e);
    }
    return new KernelEnforcer(NftContext.open());
  }

  @Override
  public String backend() {
    return BACKEND;
  }

  @Override
  public void apply(Supplier<String> transaction, Supplier<String> ruleset)
      throws NotAppliedException {
    String commands = transaction.get();
    if (!commands.isEmpty()) {
      nft.run(commands);
    }
  }

  @Override
  public Map<Service, Long> droppedPackets() throws NotAppliedException {
    var packets = new EnumMap<Service, Long>(Service.class);
    for (JsonNode object : nft.list("list counters table " + Names.TABLE)) {
      var counter = object.path("counter");
      for (var service : Names.SERVICES) {
        if (Names.dropped(service).equals(counter.path("name").asText())) {
          packets.put(service, counter.path("packets").asLong());
        }
      }
    }
    return packets;
  }

  @Override
  public void close() {
    nft.close();
  }
}
