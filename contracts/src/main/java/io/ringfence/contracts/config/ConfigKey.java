package io.ringfence.contracts.config;

/// Keys of documents on the `config` topic.
public final class ConfigKey {

  public static final String GUARD_POLICY = "policy/guard";
  public static final String GROUP = "group/";
  public static final String SERVICE = "service/";
  public static final String PBX_LOCK = "lock/pbx";
  public static final String PENDING_CHANGE = "change/pending";
  public static final String ACCOUNT = "account/";

  private ConfigKey() {}

  /// What kind of document this is, such as `policy` or `group`: the label of metrics, which never
  /// carry an id.
  public static String kind(String key) {
    int slash = key.indexOf('/');
    return slash < 0 ? key : key.substring(0, slash);
  }
}
