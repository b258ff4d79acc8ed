package io.ringfence.edge.call;

/// An invitation on its way, as whoever forwards it holds it. Belongs to one thread.
public interface Line {

  /// Takes the invitation back from the phones that ring, and tells the caller.
  void hangUp();

  /// Who forwards it: an order to end the call is that one's to carry out.
  Object owner();
}
