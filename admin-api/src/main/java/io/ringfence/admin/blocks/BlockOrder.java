package io.ringfence.admin.blocks;

import io.ringfence.contracts.event.Command;
import io.ringfence.contracts.event.Service;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What was ordered: the block itself follows from it.
///
/// @param id the block's
public record BlockOrder(
    UUID id,
    Command.Action action,
    BlockView.Target target,
    List<Service> services,
    @Nullable Instant expiresAt,
    @Nullable String note) {
  static BlockOrder of(Command command) {
    return new BlockOrder(
        Objects.requireNonNull(command.blockId()),
        command.action(),
        new BlockView.Target(command.target().type(), command.target().value()),
        Objects.requireNonNullElse(command.services(), Set.<Service>of()).stream()
            .sorted()
            .toList(),
        command.expiresAt(),
        command.reason());
  }
}
