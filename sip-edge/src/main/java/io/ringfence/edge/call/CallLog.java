package io.ringfence.edge.call;

import io.ringfence.contracts.event.CallEvent;

/// Where calls are told. For any thread; must not wait.
public interface CallLog {

  void told(CallEvent event);
}
