package io.ringfence.firewall.nft.netlink;

import java.nio.ByteBuffer;

/// Talks to one subsystem of netfilter: transactions, dumps and questions. Belongs to the thread
/// that opened it and to its network namespace.
///
/// The kernel has done what was sent, and has queued its answers, when sending returns. So answers
/// are read until there are none, rather than counted.
public final class Netfilter implements AutoCloseable {

  private static final int REQUEST = 0x1;
  private static final int DUMP = 0x300;
  private static final int DUMP_INTERRUPTED = 0x10;
  private static final int ERROR = 2;
  private static final int DONE = 3;

  /// Other tables may change while a dump goes on. It is then begun again.
  private static final int DUMP_ATTEMPTS = 5;

  /// Of one that takes long.
  private static final int LONG_DUMP_ATTEMPTS = 2;

  /// Takes one message of a dump, or one answer.
  @FunctionalInterface
  public interface Taker {

    /// @param type without the subsystem
    void take(int type, Attributes attributes) throws NetlinkException;
  }

  /// Writes the attributes of a request.
  @FunctionalInterface
  public interface Request {
    void write(MessageBuffer buffer);
  }

  private final NetlinkSocket socket;
  private final MessageBuffer buffer = new MessageBuffer();
  private final int subsystem;
  private final int family;
  private final Batch batch;
  private int sequence;

  private Netfilter(NetlinkSocket socket, int subsystem, int family) {
    this.socket = socket;
    this.subsystem = subsystem;
    this.family = family;
    this.batch = new Batch(subsystem, family);
  }

  /// @param subsystem `NFNL_SUBSYS_…`
  /// @param family of all messages, `NFPROTO_…`
  public static Netfilter open(int subsystem, int family) throws NetlinkException {
    return new Netfilter(NetlinkSocket.open(), subsystem, family);
  }

  /// Begins a transaction. What was begun before and not committed is forgotten.
  public Batch begin() {
    batch.begin(++sequence);
    return batch;
  }

  /// Has the transaction carried out: all of it or nothing.
  public void commit() throws NetlinkException {
    if (batch.isEmpty()) {
      return;
    }
    int last = batch.end();
    sequence = batch.sequence();
    try {
      socket.send(batch.messages());
    } finally {
      batch.clear();
    }
    if (!confirmed(last)) {
      throw new NetlinkException("the kernel has not confirmed the transaction");
    }
  }

  /// @return whether the last message was; the first error is thrown
  private boolean confirmed(int last) throws NetlinkException {
    boolean confirmed = false;
    NetlinkException failure = null;
    for (var answer = socket.receiveNow(); answer.hasRemaining(); answer = socket.receiveNow()) {
      while (answer.hasRemaining()) {
        int start = answer.position();
        int of = answer.getInt(start + 8);
        if (of - batch.first() >= 0 && type(answer, start) == ERROR) {
          int errno = -answer.getInt(start + MessageBuffer.HEADER);
          if (errno != 0 && failure == null) {
            failure = new NetlinkException("the transaction was refused", errno);
          }
          confirmed |= errno == 0 && of == last;
        }
        advance(answer, start);
      }
    }
    if (failure != null) {
      throw failure;
    }
    return confirmed;
  }

  /// Reads what may be so much that some table or other always changes meanwhile. Then it is still
  /// what was there all the time; what came or went meanwhile may be in it or not.
  ///
  /// @param start as of [#dump]
  public void longDump(int type, Request request, Runnable start, Taker taker)
      throws NetlinkException {
    for (int attempt = 0; attempt < LONG_DUMP_ATTEMPTS; attempt++) {
      start.run();
      if (dump(type, request, taker)) {
        return;
      }
    }
  }

  /// Reads all there is of something, at one time.
  ///
  /// @param start is run before the first message; more than once when it has to be read again
  public void dump(int type, Request request, Runnable start, Taker taker) throws NetlinkException {
    for (int attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
      start.run();
      if (dump(type, request, taker)) {
        return;
      }
    }
    throw new NetlinkException("the rule set changes faster than it can be read");
  }

  /// @return whether all was of one time
  private boolean dump(int type, Request request, Taker taker) throws NetlinkException {
    int asked = ask(type, DUMP, request);
    boolean consistent = true;
    while (true) {
      var answer = socket.receive();
      while (answer.hasRemaining()) {
        int start = answer.position();
        if (answer.getInt(start + 8) == asked) {
          consistent &= (answer.getShort(start + 6) & DUMP_INTERRUPTED) == 0;
          switch (type(answer, start)) {
            case DONE, ERROR -> {
              if (answer.getInt(start + MessageBuffer.HEADER) < 0) {
                throw refused(answer, start);
              }
              return consistent;
            }
            default -> give(answer, start, taker);
          }
        }
        advance(answer, start);
      }
    }
  }

  /// Asks for one thing.
  public void get(int type, Request request, Taker taker) throws NetlinkException {
    int asked = ask(type, 0, request);
    var answer = socket.receive();
    while (answer.hasRemaining()) {
      int start = answer.position();
      if (answer.getInt(start + 8) == asked) {
        if (type(answer, start) == ERROR) {
          throw refused(answer, start);
        }
        give(answer, start, taker);
      }
      advance(answer, start);
    }
  }

  @Override
  public void close() {
    batch.close();
    buffer.close();
    socket.close();
  }

  /// @return the sequence number, by which answers to earlier questions are told from its own
  private int ask(int type, int flags, Request request) throws NetlinkException {
    buffer.clear();
    int message = buffer.begin(subsystem << 8 | type, REQUEST | flags, ++sequence, family, 0);
    request.write(buffer);
    buffer.end(message);
    socket.send(buffer.messages());
    return sequence;
  }

  private static NetlinkException refused(ByteBuffer answer, int start) {
    return new NetlinkException(
        "the kernel cannot be read", -answer.getInt(start + MessageBuffer.HEADER));
  }

  private void give(ByteBuffer answer, int start, Taker taker) throws NetlinkException {
    int type = type(answer, start);
    if (type >>> 8 == subsystem) {
      int attributes = start + MessageBuffer.HEADER + Integer.BYTES;
      taker.take(type & 0xff, new Attributes(answer, attributes, start + answer.getInt(start)));
    }
  }

  private static int type(ByteBuffer answer, int start) {
    return answer.getShort(start + 4) & 0xffff;
  }

  /// To the next message.
  private static void advance(ByteBuffer answer, int start) throws NetlinkException {
    int length = answer.getInt(start);
    if (length < MessageBuffer.HEADER || start + length > answer.limit()) {
      throw new NetlinkException("the kernel's answer is cut off");
    }
    answer.position(Math.min(answer.limit(), start + ((length + 3) & ~3)));
  }
}
