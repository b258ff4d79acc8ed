package io.ringfence.firewall.nft.netlink;

import java.lang.foreign.MemorySegment;

/// The messages of one transaction, between a begin and an end. For one thread.
public final class Batch implements AutoCloseable {

  /// `NLM_F_CREATE`
  public static final int CREATE = 0x400;

  private static final int REQUEST = 0x1;
  private static final int ACK = 0x4;
  private static final int BEGIN = 0x10;
  private static final int END = 0x11;
  private static final int NONE = -1;

  private final MessageBuffer buffer = new MessageBuffer();
  private final int subsystem;
  private final int family;
  private int first;
  private int sequence;
  private int message = NONE;

  /// @param subsystem `NFNL_SUBSYS_…`
  /// @param family of all messages, `NFPROTO_…`
  public Batch(int subsystem, int family) {
    this.subsystem = subsystem;
    this.family = family;
  }

  /// Begins another transaction.
  ///
  /// @param number of the first message, the others count on
  void begin(int number) {
    buffer.clear();
    message = NONE;
    first = number;
    sequence = number;
    buffer.end(buffer.begin(BEGIN, REQUEST, number, 0, subsystem));
  }

  /// Begins the next message.
  ///
  /// @return where to write its attributes
  public MessageBuffer beginMessage(int type, int flags) {
    message = buffer.begin(subsystem << 8 | type, REQUEST | flags, ++sequence, family, 0);
    return buffer;
  }

  public void endMessage() {
    buffer.end(message);
  }

  /// In bytes.
  public int size() {
    return buffer.size();
  }

  boolean isEmpty() {
    return message == NONE;
  }

  /// Ends it. The last message is to be confirmed, for not all kernels confirm the end; what fails
  /// is told of each message.
  ///
  /// @return the number of the message that will be confirmed
  int end() {
    int last = sequence;
    buffer.addFlags(message, ACK);
    buffer.end(buffer.begin(END, REQUEST, ++sequence, 0, subsystem));
    return last;
  }

  /// The number of its first message.
  int first() {
    return first;
  }

  /// The latest number that was used.
  int sequence() {
    return sequence;
  }

  MemorySegment messages() {
    return buffer.messages();
  }

  /// Gives memory back that a long one has taken.
  void clear() {
    buffer.clear();
    message = NONE;
  }

  @Override
  public void close() {
    buffer.close();
  }
}
