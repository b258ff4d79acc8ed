package io.ringfence.edge.resolve;

import io.ringfence.edge.resolve.Names.Srv;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/// The order SRV records are tried in: by priority, and among equals by chance in proportion to
/// their weights (RFC 2782).
final class SrvOrder {

  private SrvOrder() {}

  static List<Srv> of(List<Srv> records, RandomGenerator random) {
    var left = new ArrayList<>(records);
    left.sort(Comparator.comparingInt(Srv::priority).thenComparingInt(Srv::weight));
    var ordered = new ArrayList<Srv>(records.size());
    while (!left.isEmpty()) {
      ordered.add(left.remove(choose(left, random)));
    }
    return ordered;
  }

  private static int choose(List<Srv> left, RandomGenerator random) {
    int priority = left.getFirst().priority();
    int total = 0;
    int equals = 0;
    while (equals < left.size() && left.get(equals).priority() == priority) {
      total += left.get(equals++).weight();
    }
    int chance = random.nextInt(total + 1);
    int sum = 0;
    for (int i = 0; i < equals; i++) {
      sum += left.get(i).weight();
      if (sum >= chance) {
        return i;
      }
    }
    return 0;
  }
}
