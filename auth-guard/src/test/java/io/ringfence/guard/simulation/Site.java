package io.ringfence.guard.simulation;

import io.ringfence.contracts.net.IpAddress;
import java.util.ArrayList;
import java.util.List;

/// A home, or an office whose phones share one address.
final class Site {

  /// @param account what it logs in as
  record Phone(Site site, String account) {}

  private final boolean isOffice;
  private final List<Phone> phones = new ArrayList<>();
  private IpAddress address;

  Site(boolean isOffice, IpAddress address) {
    this.isOffice = isOffice;
    this.address = address;
  }

  Phone add(String account) {
    var phone = new Phone(this, account);
    phones.add(phone);
    return phone;
  }

  boolean isOffice() {
    return isOffice;
  }

  List<Phone> phones() {
    return phones;
  }

  IpAddress address() {
    return address;
  }

  void moveTo(IpAddress next) {
    address = next;
  }
}
