package io.ringfence.firewall.nft;

/// Numbers of nf_tables' protocol, `linux/netfilter/nf_tables.h`, and the table's name in it.
final class NfTables {

  static final String TABLE = "ringfence";

  /// `NFNL_SUBSYS_NFTABLES`
  static final int SUBSYSTEM = 10;

  /// `NFPROTO_INET`
  static final int INET = 1;

  private NfTables() {}

  /// `enum nf_tables_msg_types`
  static final class Message {
    static final int GET_TABLE = 1;
    static final int GET_CHAIN = 4;
    static final int GET_RULE = 7;
    static final int GET_SET = 10;
    static final int NEW_SET_ELEMENTS = 12;
    static final int GET_SET_ELEMENTS = 13;
    static final int DELETE_SET_ELEMENTS = 14;
    static final int GET_GENERATION = 16;
    static final int GET_OBJECT = 19;

    private Message() {}
  }

  /// `enum nft_table_attributes`
  static final class Table {
    static final int NAME = 1;
    static final int FLAGS = 2;
    static final int HANDLE = 4;

    private Table() {}
  }

  /// `enum nft_chain_attributes` and `enum nft_hook_attributes`
  static final class Chain {
    static final int TABLE = 1;
    static final int NAME = 3;
    static final int HOOK = 4;
    static final int POLICY = 5;
    static final int TYPE = 7;
    static final int HOOK_NUMBER = 1;
    static final int HOOK_PRIORITY = 2;

    private Chain() {}
  }

  /// `enum nft_rule_attributes`
  static final class Rule {
    static final int TABLE = 1;
    static final int CHAIN = 2;
    static final int HANDLE = 3;

    private Rule() {}
  }

  /// `enum nft_set_attributes` and `enum nft_set_flags`
  static final class Set {
    static final int TABLE = 1;
    static final int NAME = 2;
    static final int FLAGS = 3;
    static final int KEY_LENGTH = 5;
    static final int ANONYMOUS = 0x1;
    static final int INTERVAL = 0x4;
    static final int TIMEOUT = 0x10;

    private Set() {}
  }

  /// `enum nft_set_elem_list_attributes`
  static final class ElementList {
    static final int TABLE = 1;
    static final int SET = 2;
    static final int ELEMENTS = 3;
    static final int ELEMENT = 1;

    private ElementList() {}
  }

  /// `enum nft_set_elem_attributes`, `enum nft_data_attributes` and `enum nft_set_elem_flags`
  static final class Element {
    static final int KEY = 1;
    static final int FLAGS = 3;
    static final int TIMEOUT = 4;
    static final int EXPIRATION = 5;
    static final int EXPRESSION = 7;
    static final int VALUE = 1;
    static final int INTERVAL_END = 0x1;

    private Element() {}
  }

  /// `enum nft_expr_attributes`; what an expression of this name counts is as of [NamedObject].
  static final class Expression {
    static final int NAME = 1;
    static final int DATA = 2;
    static final String COUNTER = "counter";

    private Expression() {}
  }

  /// `enum nft_object_attributes` and `enum nft_counter_attributes`
  static final class NamedObject {
    static final int TABLE = 1;
    static final int NAME = 2;
    static final int TYPE = 3;
    static final int DATA = 4;
    static final int COUNTER = 1;
    static final int COUNTER_PACKETS = 2;

    private NamedObject() {}
  }

  /// `enum nft_gen_attributes`
  static final int GENERATION_ID = 1;
}
