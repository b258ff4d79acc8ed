package io.ringfence.guard.kafka;

import io.ringfence.contracts.bus.Json;
import io.ringfence.guard.toll.CountedCall;
import io.ringfence.guard.toll.Said;
import io.ringfence.guard.toll.SummedCalls;
import io.ringfence.guard.toll.TollState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/// A state in 33 bytes a call; the few announcements in it as JSON.
final class TollStateSerde implements Serde<TollState> {

  private static final int VERSION = 1;

  @Override
  public Serializer<TollState> serializer() {
    return (topic, state) -> state == null ? null : write(state);
  }

  @Override
  public Deserializer<TollState> deserializer() {
    return (topic, bytes) -> bytes == null ? null : read(bytes);
  }

  private static byte[] write(TollState state) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(state.newest().toEpochMilli());
      write(state.summed(), out);
      out.writeInt(state.calls().size());
      for (var call : state.calls()) {
        out.writeLong(call.id().getMostSignificantBits());
        out.writeLong(call.id().getLeastSignificantBits());
        out.writeLong(call.answeredAt().toEpochMilli());
        out.writeLong(call.until().toEpochMilli());
        out.writeBoolean(call.over());
      }
      out.write(Json.write(state.said()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(SummedCalls summed, DataOutputStream out) throws IOException {
    out.writeLong(summed.upTo().toEpochMilli());
    out.writeInt(summed.slots().size());
    for (var slot : summed.slots().entrySet()) {
      out.writeLong(slot.getKey());
      out.writeInt(slot.getValue().calls());
      out.writeLong(slot.getValue().seconds());
    }
  }

  /// An unreadable state is a bug or a mixed-up version, not a record to put aside.
  private static TollState read(byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IllegalStateException("a state of calls is of version " + version);
      }
      var newest = Instant.ofEpochMilli(in.readLong());
      var summed = summed(in);
      var calls = calls(in);
      var said = List.of(Json.read(in.readAllBytes(), Said[].class));
      return new TollState(calls, summed, newest, said);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException("the state store holds what this version cannot read", e);
    }
  }

  private static SummedCalls summed(DataInputStream in) throws IOException {
    var upTo = Instant.ofEpochMilli(in.readLong());
    var slots = new TreeMap<Long, SummedCalls.Slot>();
    for (int left = in.readInt(); left > 0; left--) {
      slots.put(in.readLong(), new SummedCalls.Slot(in.readInt(), in.readLong()));
    }
    return new SummedCalls(slots, upTo);
  }

  private static List<CountedCall> calls(DataInputStream in) throws IOException {
    var calls = new ArrayList<CountedCall>();
    for (int left = in.readInt(); left > 0; left--) {
      var id = new UUID(in.readLong(), in.readLong());
      var answeredAt = Instant.ofEpochMilli(in.readLong());
      calls.add(
          new CountedCall(id, answeredAt, Instant.ofEpochMilli(in.readLong()), in.readBoolean()));
    }
    return calls;
  }
}
