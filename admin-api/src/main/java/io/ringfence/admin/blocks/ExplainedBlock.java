package io.ringfence.admin.blocks;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/// A block, and why it is there.
public record ExplainedBlock(@JsonUnwrapped BlockView block, Explanation explanation) {}
