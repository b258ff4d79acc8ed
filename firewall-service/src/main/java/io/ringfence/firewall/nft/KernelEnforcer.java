package io.ringfence.firewall.nft;

import io.ringfence.firewall.enforcement.Enforcer;
import io.ringfence.firewall.enforcement.Look;
import io.ringfence.firewall.enforcement.NamespaceTakenException;
import io.ringfence.firewall.enforcement.NotAppliedException;
import io.ringfence.firewall.nft.KernelReader.Given;
import io.ringfence.firewall.nft.KernelReader.Outline;
import io.ringfence.firewall.nft.netlink.Batch;
import io.ringfence.firewall.nft.netlink.Netfilter;
import io.ringfence.firewall.nft.netlink.NetlinkException;
import io.ringfence.firewall.rules.Actual;
import io.ringfence.firewall.rules.BlockElement;
import io.ringfence.firewall.rules.Change;
import io.ringfence.firewall.rules.DropCounter;
import io.ringfence.firewall.rules.Names;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SequencedSet;
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

  /// Of elements that come together. A counter makes each take longer, so what comes in masses
  /// goes without and is given counters afterwards, see [#count].
  private static final int MAX_COUNTED = 1_000;

  private final NamespaceLock lock;
  private final NftContext nft;
  private final Netfilter netfilter;
  private final KernelReader reader;

  /// The rules that were given, `null` when somebody else may have had a hand in them.
  private @Nullable Given given;

  /// What the table is made of, as it was read last and found right or was made so.
  private @Nullable Outline outline;

  /// The generation of which everything is known, `null` when there is none.
  private @Nullable Integer known;

  /// Sets that may hold elements without a counter.
  private final SequencedSet<String> uncounted = new LinkedHashSet<>();

  /// Of the latest [#apply].
  private int transactions;

  /// What elements are written to, `null` between transactions.
  private @Nullable Batch batch;

  /// Whether the elements of the transaction are counted one by one.
  private boolean counted;

  private KernelEnforcer(NamespaceLock lock, NftContext nft, Netfilter netfilter) {
    this.lock = lock;
    this.nft = nft;
    this.netfilter = netfilter;
    this.reader = new KernelReader(netfilter, uncounted::add);
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
    counted = changes.stream().mapToInt(KernelEnforcer::size).sum() <= MAX_COUNTED;
    try {
      for (var change : changes) {
        carryOut(change);
      }
      commit();
      boolean proven = readBack(changes);
      int after = reader.generation();
      boolean alone = before != null && after == before + transactions;
      if (alone && proven) {
        known = after;
      }
      if (!alone && changes.stream().anyMatch(Change.Commands.class::isInstance)) {
        given = null;
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
      case Change.Addresses addresses -> {
        coming(addresses.set(), addresses.in());
        new ElementWriter(begun(), counted).write(addresses);
      }
      case Change.Ranges ranges -> {
        coming(ranges.set(), ranges.in());
        new ElementWriter(begun(), counted).write(ranges);
      }
    }
  }

  private void coming(String set, List<?> elements) {
    if (!counted && !elements.isEmpty()) {
      uncounted.add(set);
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
      outline = reader.outline();
      given = outline == null ? null : outline.given();
    }
    int size = changes.stream().mapToInt(KernelEnforcer::size).sum();
    if (size > ElementReader.MAX_ONE_BY_ONE) {
      return false;
    }
    if (!reader.holds(changes)) {
      throw new NotAppliedException("the kernel does not hold what it has confirmed");
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
      return !whole && Objects.equals(known, before) ? new Look.Untouched() : found(before);
    } catch (NetlinkException e) {
      throw failed(e);
    }
  }

  @Override
  public Look glance(List<Change> sample) throws NotAppliedException {
    nft.requireOwner();
    try {
      int before = reader.generation();
      if (Objects.equals(known, before)) {
        return new Look.Untouched();
      }
      known = null;
      boolean asGiven = Objects.equals(outline, reader.outline()) && reader.holds(sample);
      return asGiven ? new Look.Glanced() : found(before);
    } catch (NetlinkException e) {
      throw failed(e);
    }
  }

  /// @param generation the one that what is read is of, if it still stands then
  private Look found(int generation) throws NetlinkException {
    known = null;
    outline = reader.outline();
    var actual = reader.read(outline, given);
    if (reader.generation() == generation) {
      known = generation;
    }
    return new Look.Found(actual);
  }

  @Override
  public Actual lookAgain(Actual actual, List<Change> changes) throws NotAppliedException {
    nft.requireOwner();
    try {
      return reader.readAgain(actual, changes);
    } catch (NetlinkException e) {
      throw failed(e);
    }
  }

  @Override
  public Map<DropCounter, Long> droppedPackets() throws NotAppliedException {
    nft.requireOwner();
    try {
      var packets = new HashMap<DropCounter, Long>();
      reader
          .counters()
          .forEach(
              (name, count) -> {
                var counter = Names.dropCounter(name);
                if (counter != null) {
                  packets.put(counter, count);
                }
              });
      return packets;
    } catch (NetlinkException e) {
      throw failed(e);
    }
  }

  @Override
  public Map<String, Long> passedPackets() throws NotAppliedException {
    nft.requireOwner();
    try {
      var packets = new HashMap<String, Long>();
      reader
          .counters()
          .forEach(
              (name, count) -> {
                String service = Names.passedService(name);
                if (service != null) {
                  packets.put(service, count);
                }
              });
      return packets;
    } catch (NetlinkException e) {
      throw failed(e);
    }
  }

  @Override
  public OptionalLong packets(BlockElement element) throws NotAppliedException {
    nft.requireOwner();
    try {
      return reader.packets(element);
    } catch (NetlinkException e) {
      throw failed(e);
    }
  }

  @Override
  public @Nullable String takeUncounted() {
    return uncounted.isEmpty() ? null : uncounted.removeFirst();
  }

  @Override
  public void count(Change elements) throws NotAppliedException {
    nft.requireOwner();
    transactions = 0;
    batch = null;
    counted = true;
    try {
      var change = reader.counting(elements);
      if (size(change) == 0) {
        return;
      }
      carryOut(change);
      commit();
      int after = reader.generation();
      boolean alone = known != null && after == known + transactions;
      if (alone && reader.holds(List.of(elements))) {
        known = after;
      }
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
