package io.ringfence.guard.history;

import java.util.UUID;

/// A step through one partition of a topic: the records from `from` up to, not including, `to` are
/// written.
///
/// @param topicId Kafka's id of the topic, another one when it is made anew
public record Move(UUID topicId, int partition, long from, long to) {}
