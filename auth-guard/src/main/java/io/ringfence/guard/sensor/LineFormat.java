package io.ringfence.guard.sensor;

/// How one kind of log is read. Pure: the same line always gives the same reading, in time that
/// grows with the line's length alone.
interface LineFormat {

  Reading read(String line);
}
