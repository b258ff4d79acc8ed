package io.ringfence.firewall.maintenance;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// What this package logs while it is open.
final class Log extends Handler implements AutoCloseable {

  private final Logger logger = Logger.getLogger(Log.class.getPackageName());
  private final List<LogRecord> records = new ArrayList<>();

  Log() {
    logger.addHandler(this);
  }

  List<String> errors() {
    return records.stream()
        .filter(record -> record.getLevel().intValue() >= Level.SEVERE.intValue())
        .map(LogRecord::getMessage)
        .toList();
  }

  @Override
  public void publish(LogRecord record) {
    records.add(record);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
