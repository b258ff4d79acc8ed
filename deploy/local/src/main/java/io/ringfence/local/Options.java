package io.ringfence.local;

import io.ringfence.local.suite.Failure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A command line, taken apart.
///
/// @param words what is no option
/// @param values options with a value, such as `--data DIR`
/// @param flags options without
record Options(List<String> words, Map<String, String> values, Set<String> flags) {

  /// @param withValue options that take one
  /// @param without options that take none
  /// @throws Failure for any other option, or more than `maxWords` words
  static Options parse(
      List<String> arguments, Set<String> withValue, Set<String> without, int maxWords) {
    var words = new ArrayList<String>();
    var values = new HashMap<String, String>();
    var flags = new HashSet<String>();
    for (var rest = arguments.iterator(); rest.hasNext(); ) {
      String argument = rest.next();
      int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
      String name = equals < 0 ? argument : argument.substring(0, equals);
      if (withValue.contains(name)) {
        if (equals < 0 && !rest.hasNext()) {
          throw new Failure(name + " needs a value");
        }
        values.put(name, equals < 0 ? rest.next() : argument.substring(equals + 1));
      } else if (without.contains(argument)) {
        flags.add(argument);
      } else if (argument.startsWith("-") || words.size() == maxWords) {
        throw new Failure("unexpected " + argument + "; see ./ringfence help");
      } else {
        words.add(argument);
      }
    }
    return new Options(words, values, flags);
  }

  Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  boolean has(String flag) {
    return flags.contains(flag);
  }
}
