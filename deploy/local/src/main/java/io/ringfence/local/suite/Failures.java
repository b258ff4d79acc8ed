package io.ringfence.local.suite;

import java.nio.file.FileSystemException;

/// Says what went wrong in words for the user.
final class Failures {

  private Failures() {}

  static Failure of(Exception cause, DataFolder data) {
    if (cause instanceof Failure failure) {
      return failure;
    }
    String message = String.valueOf(cause.getMessage());
    if (message.contains("No space left on device")) {
      return new Failure("the disk is full (ENOSPC), data folder " + data.root(), cause);
    }
    if (cause instanceof FileSystemException) {
      return new Failure("cannot use " + message + ": " + cause.getClass().getSimpleName(), cause);
    }
    return new Failure(cause.getClass().getSimpleName() + ": " + message, cause);
  }
}
