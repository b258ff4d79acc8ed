package io.ringfence.edge.proxy;

import io.ringfence.edge.registrar.Registrar;
import io.ringfence.edge.sip.ContactUris;
import io.ringfence.edge.sip.FieldEdit;
import io.ringfence.edge.sip.Header;
import io.ringfence.edge.sip.NameAddr;
import io.ringfence.edge.sip.Peer;
import io.ringfence.edge.sip.SipParseException;
import io.ringfence.edge.sip.SipRequest;
import io.ringfence.edge.sip.SipResponse;
import io.ringfence.edge.sip.SipUri;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A REGISTER on its way to a PBX: it tells the PBX the way back to the phone, and the phone does
/// not see that.
final class Registration {

  private static final int MAX_CONTACTS = 32;
  private static final int MAX_CONTACT_LENGTH = 512;

  private final Registrar registrar;
  private final String account;
  private final Here here;
  private final ReturnRoute how;
  private final String first;

  /// The phone's contacts as it wrote them, by the user parts they have behind us.
  private final Map<String, SipUri> contacts = new HashMap<>();

  private final Map<String, String> users = new HashMap<>();

  private Registration(
      Registrar registrar, String account, Here here, ReturnRoute how, String first) {
    this.registrar = registrar;
    this.account = account;
    this.here = here;
    this.how = how;
    this.first = first;
  }

  /// @throws SipParseException when Contact is malformed or too long
  static Registration of(
      SipRequest request, String account, Here here, ReturnRoutes routes, ReturnRoute how)
      throws SipParseException {
    var contacts = new ArrayList<SipUri>(1);
    for (String value : request.headers().all(Header.CONTACT)) {
      if (!value.equals("*")) {
        NameAddr.parseList(value).forEach(address -> contacts.add(address.uri()));
      }
    }
    if (contacts.size() > MAX_CONTACTS) {
      throw new SipParseException("Too many contacts");
    }
    String first = contacts.isEmpty() ? "" : routes.user(account, contacts.getFirst().canonical());
    var registration = new Registration(routes.registrar(), account, here, how, first);
    for (SipUri contact : contacts) {
      if (contact.text().length() > MAX_CONTACT_LENGTH) {
        throw new SipParseException("Contact too long");
      }
      registration.add(contact, routes.user(account, contact.canonical()));
    }
    return registration;
  }

  private void add(SipUri contact, String user) {
    if (contact.isSip() && !contact.hasHeaders()) {
      contacts.put(user, contact);
      users.put(contact.canonical(), user);
    }
  }

  /// Header lines that are added.
  List<String> lines(Peer next) {
    return how.hasPath() && !first.isEmpty()
        ? List.of("Path: <" + here.uri(first, next) + ";lr>", "Supported: path")
        : List.of();
  }

  FieldEdit outward(Peer next) {
    return how.hasContact()
        ? (name, value) ->
            name == Header.CONTACT ? replaced(value, uri -> behindUs(uri, next)) : value
        : FieldEdit.NONE;
  }

  private @Nullable String behindUs(SipUri uri, Peer next) {
    String user = users.get(uri.canonical());
    return user == null ? null : here.uri(user, next);
  }

  FieldEdit homeward() {
    return how.hasContact()
        ? (name, value) -> name == Header.CONTACT ? replaced(value, this::own) : value
        : FieldEdit.NONE;
  }

  private @Nullable String own(SipUri uri) {
    var contact = contacts.get(uri.rawUser());
    return contact == null ? null : contact.text();
  }

  /// The PBX has registered the phone: its calls to it find their way by this.
  void done(SipRequest request, SipResponse response, Peer peer, Instant now) {
    var granted = new Granted(response);
    try {
      registrar.mirror(
          account,
          request,
          peer,
          contact -> granted.of(contact, users.get(contact.canonical())),
          now);
    } catch (SipParseException e) {
      throw new IllegalStateException("read before it was sent on", e);
    }
  }

  private interface Replacement {
    @Nullable String of(SipUri uri);
  }

  private static String replaced(String value, Replacement replacement) {
    try {
      return ContactUris.replaced(value, replacement::of);
    } catch (SipParseException e) {
      return value;
    }
  }
}
