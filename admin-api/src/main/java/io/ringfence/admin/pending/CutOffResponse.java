package io.ringfence.admin.pending;

/// The response of OpenAPI that says who would be cut off.
public final class CutOffResponse {
  public static final String NAME = "CutOff";

  private CutOffResponse() {}
}
