package io.ringfence.firewall.nft.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// What a transaction sends, in hexadecimal digits.
public final class BatchBytes {

  private BatchBytes() {}

  public static void begin(Batch batch, int number) {
    batch.begin(number);
  }

  /// Its messages, the begin and the end too.
  public static List<String> end(Batch batch) {
    batch.end();
    byte[] all = batch.messages().toArray(JAVA_BYTE);
    var messages = new ArrayList<String>();
    int at = 0;
    while (at < all.length) {
      int length = ByteBuffer.wrap(all).order(ByteOrder.nativeOrder()).getInt(at);
      messages.add(HexFormat.of().formatHex(Arrays.copyOfRange(all, at, at + length)));
      at += length;
    }
    return messages;
  }
}
