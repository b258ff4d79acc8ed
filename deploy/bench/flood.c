/* Sends UDP packets of many sources out of an interface as fast as it can, for `./ringfence bench firewall`.
 *
 *   flood INTERFACE MAC SECONDS SOURCES
 *
 * From 198.18.0.0 on, to 198.19.255.1:5060. Over a pair of virtual interfaces what the receiving side does with
 * a packet runs in the sender's time, as a rule. Prints the packets and the nanoseconds of the processor. Refuses
 * to run where there is another interface than loopback and INTERFACE: outside of a namespace made for it. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/if_ether.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { AT_ONCE = 64, PAYLOAD = 372, SIZE = ETH_HLEN + 20 + 8 + PAYLOAD };

struct packet {
  struct ethhdr link;
  struct iphdr ip;
  struct udphdr udp;
  char payload[PAYLOAD];
} __attribute__((packed));

static struct packet packets[AT_ONCE];

static double seconds(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static uint16_t checksum(struct iphdr header) {
  uint32_t sum = 0;
  for (size_t i = 0; i < sizeof header; i += 2) {
    uint16_t word;
    memcpy(&word, (const char *)&header + i, sizeof word);
    sum += word;
  }
  sum = (sum & 0xffff) + (sum >> 16);
  return ~(sum + (sum >> 16));
}

int main(int count, char **argument) {
  if (count != 5) return 2;
  struct if_nameindex *all = if_nameindex();
  for (struct if_nameindex *one = all; one && one->if_index; one++) {
    if (strcmp(one->if_name, "lo") && strcmp(one->if_name, argument[1])) {
      fprintf(stderr, "not in a namespace of its own: there is %s\n", one->if_name);
      return 2;
    }
  }
  unsigned to[6];
  if (sscanf(argument[2], "%x:%x:%x:%x:%x:%x", to, to + 1, to + 2, to + 3, to + 4, to + 5) != 6) return 2;
  double length = atof(argument[3]);
  uint32_t sources = strtoul(argument[4], NULL, 10), chance = 1;
  struct mmsghdr messages[AT_ONCE] = {0};
  struct iovec parts[AT_ONCE];
  for (int i = 0; i < AT_ONCE; i++) {
    struct packet *packet = packets + i;
    for (int j = 0; j < 6; j++) packet->link.h_dest[j] = to[j];
    packet->link.h_source[0] = 2;
    packet->link.h_proto = htons(ETH_P_IP);
    packet->ip = (struct iphdr){.version = 4, .ihl = 5, .ttl = 64, .protocol = IPPROTO_UDP};
    packet->ip.tot_len = htons(SIZE - ETH_HLEN);
    packet->ip.daddr = htonl(0xc613ff01);
    packet->udp.source = htons(40000);
    packet->udp.dest = htons(5060);
    packet->udp.len = htons(8 + PAYLOAD);
    parts[i] = (struct iovec){packet, SIZE};
    messages[i].msg_hdr.msg_iov = parts + i;
    messages[i].msg_hdr.msg_iovlen = 1;
  }
  int file = socket(AF_PACKET, SOCK_RAW, 0), one = 1;
  struct sockaddr_ll out = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP)};
  out.sll_ifindex = if_nametoindex(argument[1]);
  if (file < 0 || bind(file, (struct sockaddr *)&out, sizeof out)) return 1;
  setsockopt(file, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof one);
  long sent = 0;
  double processor = seconds(CLOCK_PROCESS_CPUTIME_ID), end = seconds(CLOCK_MONOTONIC) + length;
  while (seconds(CLOCK_MONOTONIC) < end) {
    for (int i = 0; i < AT_ONCE; i++) {
      chance = chance * 1664525 + 1013904223;
      packets[i].ip.saddr = htonl(0xc6120000u + (chance >> 8) % sources);
      packets[i].ip.check = 0;
      packets[i].ip.check = checksum(packets[i].ip);
    }
    for (int done = 0; done < AT_ONCE;) {
      int gone = sendmmsg(file, messages + done, AT_ONCE - done, 0);
      if (gone < 0 && errno != ENOBUFS) return 1;
      done += gone < 1 ? 1 : gone;
    }
    sent += AT_ONCE;
  }
  printf("%ld %.0f\n", sent, (seconds(CLOCK_PROCESS_CPUTIME_ID) - processor) * 1e9);
  return 0;
}
