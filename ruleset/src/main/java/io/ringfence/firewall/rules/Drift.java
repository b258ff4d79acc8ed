package io.ringfence.firewall.rules;

/// How what is held differs from what is desired: elements, sets, chains and rules.
///
/// @param missing not held
/// @param foreign held and not desired
/// @param wrong held otherwise: with another end, with other rules
public record Drift(int missing, int foreign, int wrong) {

  public static final Drift NONE = new Drift(0, 0, 0);

  public int total() {
    return missing + foreign + wrong;
  }

  @Override
  public String toString() {
    return "%d missing, %d foreign, %d wrong".formatted(missing, foreign, wrong);
  }

  /// Counts while comparing.
  static final class Count {

    private int missing;
    private int foreign;
    private int wrong;

    void missing(int more) {
      missing += more;
    }

    void foreign(int more) {
      foreign += more;
    }

    void wrong(int more) {
      wrong += more;
    }

    Drift total() {
      return new Drift(missing, foreign, wrong);
    }
  }
}
