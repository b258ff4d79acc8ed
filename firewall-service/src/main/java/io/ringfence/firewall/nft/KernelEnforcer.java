package io.ringfence.firewall.nft;

import io.ringfence.contracts.event.Service;
import io.ringfence.firewall.enforcement.Enforcer;
import io.ringfence.firewall.enforcement.Look;
import io.ringfence.firewall.enforcement.NamespaceTakenException;
import io.ringfence.firewall.enforcement.NotAppliedException;
import io.ringfence.firewall.nft.KernelReader.Given;
import io.ringfence.firewall.nft.netlink.Batch;
import io.ringfence.firewall.nft.netlink.Netfilter;
import io.ringfence.firewall.nft.netlink.NetlinkException;
import io.ringfence.firewall.rules.Change;
import io.ringfence.firewall.rules.Names;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Brings rules in force in the kernel. Belongs to the thread that opened it.
///
/// Commands go through libnftables; elements go to the kernel as netlink messages, which costs the
/// same however many there are already. Each change of any table counts the kernel's *generation*
/// up. As long as it stands where this one's own transactions have led it, what was read or read
/// back before is still true.
public final class KernelEnforcer implements Enforcer {

  public static final String BACKEND = "nftables";

  /// Elements beyond it go in another transaction: about 300,000 addresses.
  private static final int MAX_BATCH = 8 * 1024 * 1024;

  private final NamespaceLock lock;
  private final NftContext nft;
  private final Netfilter netfilter;
  private final KernelReader reader;
  private @Nullable Given given;

  /// The generation of which everything is known, `null` when there is none.
  private @Nullable Integer known;

  /// Of the latest [#apply].
  private int transactions;

  /// What elements are written to, `null` between transactions.
  private @Nullable Batch batch;

  private KernelEnforcer(NamespaceLock lock, NftContext nft, Netfilter netfilter) {
    this.lock = lock;
    this.nft = nft;
    this.netfilter = netfilter;
    this.reader = new KernelReader(netfilter);
  }

  /// @param namespace the network namespace to enforce in, `null` for the one of this process. The
  ///     calling thread stays in it.
  /// @throws NotAppliedException when this cannot be done here, with the reason
  /// @throws NamespaceTakenException when another process enforces there
  public static KernelEnforcer open(@Nullable Path namespace)
      throws NotAppliedException, NamespaceTakenException {
    try {
      if (namespace != null) {
        LibC.enterNetworkNamespace(namespace);
      }
    } catch (IllegalArgumentException e) {
      throw new NotAppliedException(String.valueOf(e.getMessage()), e);
    }
    var nft = NftContext.open();
    try {
      return new KernelEnforcer(
          NamespaceLock.take(), nft, Netfilter.open(NfTables.SUBSYSTEM, NfTables.INET));
    } catch (NetlinkException e) {
      nft.close();
      throw failed(e);
    } catch (NamespaceTakenException e) {
      nft.close();
      throw e;
    }
  }

  @Override
  public String backend() {
    return BACKEND;
  }

  @Override
  public void apply(List<Change> changes, Supplier<String> ruleset) throws NotAppliedException {
    if (changes.isEmpty()) {
      return;
    }
    nft.requireOwner();
    var before = known;
    known = null;
    transactions = 0;
    batch = null;
    try {
      for (var change : changes) {
        carryOut(change);
      }
      commit();
      boolean proven = readBack(changes);
      int after = reader.generation();
      if (before == null || after != before + transactions) {
        given = null;
      } else if (proven) {
        known = after;
      }
    } catch (NetlinkException e) {
      throw failed(e);
    }
  }

  private void carryOut(Change change) throws NetlinkException, NotAppliedException {
    switch (change) {
      case Change.Commands(var lines) -> {
        commit();
        nft.run(String.join("\n", lines) + "\n");
        transactions++;
      }
      case Change.Addresses addresses -> new ElementWriter(begun()).write(addresses);
      case Change.Ranges ranges -> new ElementWriter(begun()).write(ranges);
    }
  }

  private Batch begun() throws NetlinkException {
    if (batch != null && batch.size() > MAX_BATCH) {
      commit();
    }
    if (batch == null) {
      batch = netfilter.begin();
    }
    return batch;
  }

  private void commit() throws NetlinkException {
    if (batch != null) {
      batch = null;
      netfilter.commit();
      transactions++;
    }
  }

  /// @return whether that much could be read back; a look reads the rest
  private boolean readBack(List<Change> changes) throws NetlinkException, NotAppliedException {
    if (changes.stream().anyMatch(Change.Commands.class::isInstance)) {
      given = reader.given();
    }
    int size = changes.stream().mapToInt(KernelEnforcer::size).sum();
    if (size > ElementReader.MAX_ONE_BY_ONE) {
      return false;
    }
    for (var change : changes) {
      boolean held =
          switch (change) {
            case Change.Commands _ -> true;
            case Change.Addresses addresses -> reader.elements().holds(addresses);
            case Change.Ranges ranges -> reader.elements().holds(ranges);
          };
      if (!held) {
        throw new NotAppliedException("the kernel does not hold what it has confirmed");
      }
    }
    return true;
  }

  private static int size(Change change) {
    return switch (change) {
      case Change.Commands _ -> 0;
      case Change.Addresses(var _, var _, var out, var in) -> out.size() + in.size();
      case Change.Ranges(var _, var _, var out, var in) -> out.size() + in.size();
    };
  }

  @Override
  public Look look(boolean whole) throws NotAppliedException {
    nft.requireOwner();
    try {
      int before = reader.generation();
      if (!whole && Objects.equals(known, before)) {
        return new Look.Untouched();
      }
      known = null;
      var actual = reader.read(given);
      if (reader.generation() == before) {
        known = before;
      }
      return new Look.Found(actual);
    } catch (NetlinkException e) {
      throw failed(e);
    }
  }

  @Override
  public Map<Service, Long> droppedPackets() throws NotAppliedException {
    nft.requireOwner();
    try {
      var counters = reader.counters();
      var packets = new EnumMap<Service, Long>(Service.class);
      for (var service : Names.SERVICES) {
        var dropped = counters.get(Names.dropped(service));
        if (dropped != null) {
          packets.put(service, dropped);
        }
      }
      return packets;
    } catch (NetlinkException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() {
    nft.close();
    netfilter.close();
    lock.close();
  }

  private static NotAppliedException failed(NetlinkException e) {
    return new NotAppliedException(String.valueOf(e.getMessage()), e);
  }
}
