package io.ringfence.edge.call;

import java.util.List;

/// What is to be done to end a call from outside.
public sealed interface Ending {

  /// Nobody has answered: the invitation is taken back.
  record Invited(Line line) implements Ending {}

  /// Both sides of these dialogs are told BYE.
  record Connected(String callId, List<Dialog> dialogs) implements Ending {

    public Connected {
      dialogs = List.copyOf(dialogs);
    }
  }
}
