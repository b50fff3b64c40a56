import type { NameTable } from '../parse/enrichments.ts';

/** Bits of a TCP header, lowest first. Source: RFC 9293, section 3.1; AWS leaves out ACK where it is all there is. */
export const tcpFlags = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'];

/** By the integer that a record has. */
export function flagNames(flags: readonly string[]): Record<string, readonly string[]> {
  const sets = Array.from({ length: 2 ** flags.length }, (_, bits) =>
    flags.filter((_, bit) => bits & (1 << bit)),
  );
  return Object.fromEntries(sets.map((names, bits) => [bits, names] as const).slice(1));
}

/** `6 tcp 17 udp` -> `{ 6: 'tcp', 17: 'udp' }` */
function pairs(text: string): Record<string, string> {
  const words = text.trim().split(/\s+/);
  return Object.fromEntries(words.flatMap((word, i) => (i % 2 === 0 ? [[word, words[i + 1] ?? '']] : [])));
}

/** Source: "Assigned Internet Protocol Numbers", IANA, in lower case. */
export const protocols: Readonly<Record<string, string>> = pairs(`
  0 hopopt 1 icmp 2 igmp 3 ggp 4 ipv4 5 st 6 tcp 7 cbt 8 egp 9 igp 12 pup 17 udp 27 rdp 33 dccp 41 ipv6 43 ipv6-route
  44 ipv6-frag 46 rsvp 47 gre 50 esp 51 ah 58 ipv6-icmp 59 ipv6-nonxt 60 ipv6-opts 88 eigrp 89 ospfigp 94 ipip 97 etherip
  103 pim 108 ipcomp 112 vrrp 115 l2tp 132 sctp 136 udplite 137 mpls-in-ip`);

/** Source: "Service Name and Transport Protocol Port Number Registry", IANA: those that are met in a VPC. */
const services = pairs(`
  7 echo 20 ftp-data 21 ftp 22 ssh 23 telnet 25 smtp 43 nicname 49 tacacs 53 domain 67 bootps 68 bootpc 69 tftp 80 http
  88 kerberos 110 pop3 111 sunrpc 123 ntp 135 epmap 137 netbios-ns 138 netbios-dgm 139 netbios-ssn 143 imap 161 snmp
  162 snmptrap 179 bgp 389 ldap 443 https 445 microsoft-ds 464 kpasswd 465 submissions 500 isakmp 514 syslog 515 printer
  546 dhcpv6-client 547 dhcpv6-server 587 submission 631 ipp 636 ldaps 853 domain-s 873 rsync 989 ftps-data 990 ftps
  993 imaps 995 pop3s 1194 openvpn 1433 ms-sql-s 1434 ms-sql-m 1521 ncube-lm 1701 l2tp 1723 pptp 1812 radius
  1813 radius-acct 1883 mqtt 2049 nfs 2375 docker 2376 docker-s 2379 etcd-client 2380 etcd-server 3260 iscsi-target
  3268 msft-gc 3269 msft-gc-ssl 3306 mysql 3389 ms-wbt-server 4500 ipsec-nat-t 4789 vxlan 5060 sip 5061 sips
  5353 mdns 5432 postgresql 5671 amqps 5672 amqp 5900 rfb 5985 wsman 5986 wsmans 6081 geneve 6379 redis 6443 sun-sr-https
  8080 http-alt 8443 pcsync-https 8883 secure-mqtt 11211 memcache 27017 mongodb`);

/** Names for numbers, each set asked for by `--enrich`. */
export const flowNames: readonly NameTable[] = [
  { asked: 'protocol', field: 'protocol', target: 'protocol_name', names: protocols },
  { asked: 'ports', field: 'srcport', target: 'srcport_name', names: services },
  { asked: 'ports', field: 'dstport', target: 'dstport_name', names: services },
  { asked: 'tcp-flags', field: 'tcp-flags', target: 'tcp_flag_names', names: flagNames(tcpFlags) },
];
