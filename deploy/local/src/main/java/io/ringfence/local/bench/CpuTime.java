package io.ringfence.local.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// The processor time that a process and its children have used, in nanoseconds, from the
/// scheduler's own count of each thread (`/proc/PID/task/TID/schedstat`).
///
/// The receive path of a packet over loopback runs in the sender's system call, so a server's time
/// holds the delivery of its answers and not that of its requests.
final class CpuTime {

  private CpuTime() {}

  static long nanos(long pid) throws IOException {
    long sum = ofProcess(pid);
    var children = ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants).toList();
    for (var child : children) {
      sum += ofProcess(child.pid());
    }
    return sum;
  }

  /// Of it, what a JVM's compilers have used. Theirs are threads of fixed names.
  static long compilersNanos(long pid) throws IOException {
    return ofThreads(pid, "CompilerThre");
  }

  private static long ofProcess(long pid) throws IOException {
    return ofThreads(pid, "");
  }

  /// @param part of the threads' names
  private static long ofThreads(long pid, String part) throws IOException {
    long sum = 0;
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      for (Path thread : threads.toList()) {
        if (Files.readString(thread.resolve("comm")).contains(part)) {
          String stat = Files.readString(thread.resolve("schedstat"));
          sum += Long.parseLong(stat.substring(0, stat.indexOf(' ')));
        }
      }
    }
    return sum;
  }
}
