package io.ringfence.admin.console;

import org.jspecify.annotations.Nullable;

/// What pages say at their top of a change that waits to be confirmed, or has just taken itself
/// back.
///
/// @param state tells one banner from the next
/// @param what the document that was changed, in words
/// @param secondsLeft until it takes itself back
/// @param note what became of an attempt to keep it, or to take it back
record Banner(
    Kind kind,
    String state,
    String what,
    String by,
    String time,
    long secondsLeft,
    boolean admin,
    @Nullable String note) {
  enum Kind {
    NONE,
    WAITING,
    TAKEN_BACK
  }

  static final Banner NONE = new Banner(Kind.NONE, "none", "", "", "", 0, false, null);

  public boolean waiting() {
    return kind == Kind.WAITING;
  }

  public boolean takenBack() {
    return kind == Kind.TAKEN_BACK;
  }

  Banner noted(@Nullable String text) {
    return new Banner(kind, state, what, by, time, secondsLeft, admin, text);
  }
}
