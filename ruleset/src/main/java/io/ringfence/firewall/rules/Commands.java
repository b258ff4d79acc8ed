package io.ringfence.firewall.rules;

import java.util.ArrayList;
import java.util.List;

/// nftables commands about the table `inet ringfence` and what it is made of.
final class Commands {

  /// Names the type of an interval set.
  private static final String INTERVAL = "interval";

  /// Names the type of a set whose elements leave by themselves.
  private static final String TIMEOUT = "timeout";

  private Commands() {}

  static String of(String verb, String object, String rest) {
    String command = verb + " " + Names.TABLE + " " + object;
    return rest.isEmpty() ? command : command + " " + rest;
  }

  static String addIntervalSet(String name, Family family) {
    return addSet(name, family, INTERVAL);
  }

  static String addTimeoutSet(String name, Family family) {
    return addSet(name, family, TIMEOUT);
  }

  private static String addSet(String name, Family family, String flag) {
    return of("add set", name, "{ type " + family.type() + "; flags " + flag + "; }");
  }

  static String deleteSet(String name) {
    return of("delete set", name, "");
  }

  static String addCounter(String name) {
    return of("add counter", name, "");
  }

  /// Takes one away that no rule counts with any more.
  static String deleteCounter(String name) {
    return of("delete counter", name, "");
  }

  /// An empty one. One that the kernel calls is called from then on.
  static String addChain(String name) {
    String hook = Names.hook(name);
    return of("add chain", name, hook == null ? "" : "{ " + hook + " }");
  }

  /// Gives a chain these rules and no others.
  static List<String> rules(String chain, List<String> rules) {
    var commands = new ArrayList<String>();
    commands.addAll(flushChain(chain));
    rules.forEach(rule -> commands.add(of("add rule", chain, rule)));
    return commands;
  }

  static List<String> flushChain(String name) {
    return List.of(of("flush chain", name, ""));
  }

  /// Takes an empty chain away, once no rule leads to it.
  static List<String> deleteChain(String name) {
    return List.of(of("delete chain", name, ""));
  }

  static String addTable() {
    return "add table " + Names.TABLE;
  }

  static String deleteTable() {
    return "delete table " + Names.TABLE;
  }
}
