package io.ringfence.edge.proxy;

import io.ringfence.edge.resolve.Locator;
import io.ringfence.edge.sip.ForwardWriter;
import io.ringfence.edge.sip.Outbound;
import io.ringfence.edge.sip.ResponseWriter;
import io.ringfence.edge.timer.TimerWheel;
import io.ringfence.edge.transaction.TransactionLayer;

/// What every request that is being forwarded shares.
record Plumbing(
    Here here,
    Loops loops,
    FlowTokens tokens,
    Handovers handovers,
    TransactionLayer transactions,
    TimerWheel wheel,
    Outbound outbound,
    Locator locator,
    ForwardWriter writer,
    ResponseWriter responses,
    ProxySettings settings) {}
