package io.ringfence.admin.blocks;

import io.ringfence.admin.request.Validation;
import io.ringfence.admin.request.WireName;
import io.ringfence.contracts.event.BlockState;
import io.ringfence.contracts.event.BlockTarget;
import io.ringfence.contracts.event.Origin;
import org.jspecify.annotations.Nullable;

/// Query parameters of the list of blocks.
final class BlockFilters {
  private BlockFilters() {}

  static BlockHistory.Filter of(
      @Nullable String state, @Nullable String target, @Nullable String origin) {
    var validation = new Validation();
    var wantedState =
        state == null ? null : WireName.value(BlockState.class, state, BlockState.UNKNOWN);
    validation.check(
        wantedState != BlockState.UNKNOWN, "state", "must be active, released or expired");
    var wantedOrigin = origin == null ? null : WireName.value(Origin.class, origin, Origin.UNKNOWN);
    validation.check(wantedOrigin != Origin.UNKNOWN, "origin", "must be guard, operator or feed");
    if (target != null) {
      validation.parses("target", () -> canonical(target));
    }
    validation.orRefuse();
    return new BlockHistory.Filter(
        wantedState, target == null ? null : canonical(target), wantedOrigin);
  }

  private static String canonical(String target) {
    return BlockTarget.ofKey(target).value();
  }
}
