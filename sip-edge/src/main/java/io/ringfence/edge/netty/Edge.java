package io.ringfence.edge.netty;

import io.ringfence.edge.uas.UserAgentServer;
import java.time.InstantSource;

/// What every connection of an event loop works with.
record Edge(
    UserAgentServer server,
    InstantSource clock,
    Connections connections,
    Flows flows,
    SocketErrors errors) {}
