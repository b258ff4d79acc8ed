package io.ringfence.edge.uas;

import org.jspecify.annotations.Nullable;

/// What to answer, and how to count it.
///
/// @param reply `null` for silence, or when the answer comes later
record Answer(@Nullable Reply reply, Result result) {

  static Answer none(Result result) {
    return new Answer(null, result);
  }
}
