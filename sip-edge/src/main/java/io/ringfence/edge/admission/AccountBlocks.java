package io.ringfence.edge.admission;

import io.ringfence.contracts.event.Attacker;
import io.ringfence.contracts.event.AuthenticationAttempt;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.net.IpAddress;
import io.ringfence.contracts.net.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// The blocks on accounts, and on addresses in the name of an account: few, and looked up only when
/// there are any. For any reader; one thread at a time changes it.
final class AccountBlocks {

  /// @param source `null` for any
  private record Key(@Nullable IpAddress source, String account) {

    /// An IPv6 source counts as its /64 here as everywhere.
    static Key of(@Nullable IpAddress source, String account) {
      return source == null || !source.v6()
          ? new Key(source, account)
          : new Key(IpPrefix.of(source, BlockTarget.SOURCE_BITS).address(), account);
    }
  }

  private final ConcurrentMap<Key, Block> blocks = new ConcurrentHashMap<>();
  private volatile boolean isEmpty = true;
  private long nextEndMillis = Long.MAX_VALUE;

  boolean isEmpty() {
    return isEmpty;
  }

  /// @param source `null` to ask for the account's shield
  /// @param account as the peer wrote it
  boolean covers(@Nullable IpAddress source, String account, long nowMillis) {
    var block = blocks.get(Key.of(source, canonical(account)));
    return block != null && !block.isOver(nowMillis);
  }

  /// As accounts are written in targets. Most need no change.
  private static String canonical(String account) {
    boolean plain = account.length() <= AuthenticationAttempt.MAX_TEXT;
    for (int i = 0; i < account.length() && plain; i++) {
      char c = account.charAt(i);
      plain = c > ' ' && c < 0x7f && c != '\\';
    }
    String text = plain ? account : Attacker.text(account, AuthenticationAttempt.MAX_TEXT);
    return text == null ? "" : text;
  }

  @Nullable Block get(BlockTarget.IpAccount target) {
    return blocks.get(key(target));
  }

  @Nullable Block get(BlockTarget.Account target) {
    return blocks.get(key(target));
  }

  private static Key key(BlockTarget.IpAccount target) {
    return Key.of(target.address(), target.account());
  }

  private static Key key(BlockTarget.Account target) {
    return new Key(null, target.account());
  }

  void put(BlockTarget.IpAccount target, Block block) {
    put(key(target), block);
  }

  void put(BlockTarget.Account target, Block block) {
    put(key(target), block);
  }

  private void put(Key key, Block block) {
    blocks.put(key, block);
    isEmpty = false;
    nextEndMillis = Math.min(nextEndMillis, block.expiresAtMillis());
  }

  void remove(BlockTarget.IpAccount target) {
    remove(key(target));
  }

  void remove(BlockTarget.Account target) {
    remove(key(target));
  }

  private void remove(Key key) {
    blocks.remove(key);
    isEmpty = blocks.isEmpty();
  }

  /// Lets go what has ended. Cheap when nothing has.
  List<Block> expire(long nowMillis) {
    if (nowMillis < nextEndMillis) {
      return List.of();
    }
    var over = new ArrayList<Block>();
    long next = Long.MAX_VALUE;
    for (var entry : blocks.entrySet()) {
      if (entry.getValue().isOver(nowMillis)) {
        over.add(entry.getValue());
        remove(entry.getKey());
      } else {
        next = Math.min(next, entry.getValue().expiresAtMillis());
      }
    }
    nextEndMillis = next;
    return over;
  }
}
