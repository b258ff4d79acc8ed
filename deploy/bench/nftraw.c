/* Adds elements to a set of nftables by netlink and nothing else: what bringing a block in force costs
 * without any library, for `./ringfence bench firewall`.
 *
 *   nftraw TABLE SET FIRST TRANSACTIONS ELEMENTS single|range
 *
 * TRANSACTIONS times ELEMENTS addresses from FIRST (a number) on, one hour each; as ranges every other
 * /24 from FIRST on, without an end. Prints the nanoseconds of each transaction, then those of the processor. */
#include <arpa/inet.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { MOST = 32 << 20, MESSAGE = 60000, NEWEST_BUFFER = 32 };

static char *text;
static size_t used;
static uint32_t sequence;

static int64_t now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static size_t begin(int type, int flags, int family, int resource) {
  size_t start = used;
  struct nlmsghdr *header = (struct nlmsghdr *)(text + used);
  memset(header, 0, NLMSG_HDRLEN + sizeof(struct nfgenmsg));
  header->nlmsg_type = type;
  header->nlmsg_flags = NLM_F_REQUEST | flags;
  header->nlmsg_seq = ++sequence;
  struct nfgenmsg *generic = NLMSG_DATA(header);
  generic->nfgen_family = family;
  generic->res_id = htons(resource);
  used += NLMSG_HDRLEN + sizeof *generic;
  return start;
}

static void end(size_t start) { ((struct nlmsghdr *)(text + start))->nlmsg_len = used - start; }

static size_t put(int type, const void *value, size_t size) {
  size_t start = used;
  struct nlattr *attribute = (struct nlattr *)(text + used);
  attribute->nla_type = type;
  attribute->nla_len = NLA_HDRLEN + size;
  memset(text + used + NLA_HDRLEN, 0, NLA_ALIGN(size));
  if (value) memcpy(text + used + NLA_HDRLEN, value, size);
  used += NLA_HDRLEN + NLA_ALIGN(size);
  return start;
}

static size_t nest(int type) { return put(type | NLA_F_NESTED, NULL, 0); }

static void endnest(size_t start) { ((struct nlattr *)(text + start))->nla_len = used - start; }

static void element(uint32_t address, int isEnd, int timed) {
  uint32_t key = htonl(address), flag = htonl(NFT_SET_ELEM_INTERVAL_END);
  uint64_t millis = __builtin_bswap64(3600000);
  size_t one = nest(NFTA_LIST_ELEM), of = nest(NFTA_SET_ELEM_KEY);
  put(NFTA_DATA_VALUE, &key, sizeof key);
  endnest(of);
  if (isEnd) put(NFTA_SET_ELEM_FLAGS, &flag, sizeof flag);
  if (timed) put(NFTA_SET_ELEM_TIMEOUT, &millis, sizeof millis);
  endnest(one);
}

int main(int count, char **argument) {
  if (count != 7) return 2;
  const char *table = argument[1], *set = argument[2];
  uint32_t next = strtoul(argument[3], NULL, 0);
  int transactions = atoi(argument[4]), elements = atoi(argument[5]);
  int ranges = strcmp(argument[6], "range") == 0, room = MOST;
  int file = socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER);
  text = malloc(MOST);
  if (file < 0 || text == NULL || setsockopt(file, SOL_SOCKET, NEWEST_BUFFER, &room, sizeof room)) return 1;
  struct timeval wait = {5, 0};
  setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  int64_t processor = now(CLOCK_PROCESS_CPUTIME_ID);
  for (int i = 0; i < transactions; i++) {
    int64_t start = now(CLOCK_MONOTONIC);
    used = 0;
    end(begin(NFNL_MSG_BATCH_BEGIN, 0, 0, NFNL_SUBSYS_NFTABLES));
    size_t message = 0;
    for (int left = elements; left > 0;) {
      message = begin(NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWSETELEM, NLM_F_CREATE, 1, 0);
      put(NFTA_SET_ELEM_LIST_TABLE, table, strlen(table) + 1);
      put(NFTA_SET_ELEM_LIST_SET, set, strlen(set) + 1);
      size_t list = nest(NFTA_SET_ELEM_LIST_ELEMENTS);
      for (; left > 0 && used - list < MESSAGE; left--) {
        element(next, 0, !ranges);
        if (ranges) element(next + 256, 1, 0);
        next += ranges ? 512 : 1;
      }
      endnest(list);
      end(message);
    }
    struct nlmsghdr *last = (struct nlmsghdr *)(text + message);
    last->nlmsg_flags |= NLM_F_ACK;
    uint32_t asked = last->nlmsg_seq;
    end(begin(NFNL_MSG_BATCH_END, 0, 0, NFNL_SUBSYS_NFTABLES));
    if (send(file, text, used, 0) != (ssize_t)used) return 1;
    char answer[8192];
    ssize_t length = recv(file, answer, sizeof answer, 0);
    struct nlmsghdr *header = (struct nlmsghdr *)answer;
    if (length < NLMSG_LENGTH(sizeof(int)) || header->nlmsg_type != NLMSG_ERROR || header->nlmsg_seq != asked
        || *(int *)NLMSG_DATA(header) != 0) {
      fprintf(stderr, "refused: %d\n", length < NLMSG_LENGTH(sizeof(int)) ? 0 : *(int *)NLMSG_DATA(header));
      return 1;
    }
    printf("%lld\n", (long long)(now(CLOCK_MONOTONIC) - start));
  }
  printf("%lld\n", (long long)(now(CLOCK_PROCESS_CPUTIME_ID) - processor));
  return 0;
}
