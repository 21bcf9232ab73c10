package io.github.camelcti.crowdsec.enrich.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Addresses in the lines that people have; what only looks like one is left alone. */
class AddressFinderTest {

  private static final String V4 = "192.0.2.10";
  private static final String V6 = "2001:db8::10";

  static Stream<Arguments> lines() {
    return Stream.of(
        line("an address", V4, V4),
        line("at the end of a sentence", "It came from 192.0.2.10.", V4),
        line("defanged with brackets", "192[.]0[.]2[.]10", V4),
        line("defanged with words", "192(dot)0(dot)2(dot)10 was seen", V4),
        line("a defanged URL", "hxxps://192[.]0[.]2[.]10/a?b=1", V4),
        line("a defanged IPv6 address", "2001[:]db8[::]10", V6),
        line("with a port", "192.0.2.10:443", V4),
        line("IPv6 with a port", "[2001:db8::10]:443", V6),
        line("IPv6 in long form", "2001:0DB8:0000:0000:0000:0000:0000:0010", V6),
        line("IPv6 before a colon", "2001:db8::10: no route", V6),
        line("an IPv4-mapped address", "::ffff:192.0.2.10", V4),
        line("a zone", "fe80::1%eth0", "fe80::1"),
        line("a URL", "http://user@192.0.2.10:8080/x", V4),
        line("a URL whose path is a number", "http://192.0.2.10/24", V4),
        line("a URL of IPv6", "https://[2001:db8::10]/x", V6),
        line("CrowdSec's own page", "https://app.crowdsec.net/cti/192.0.2.10", V4),
        line("a row of a table", "\"192.0.2.10\",NL,\"198.51.100.7;203.0.113.9\"", V4, "198.51.100.7", "203.0.113.9"),
        line("key and value", "SRC=192.0.2.10 DST=198.51.100.7 LEN=40", V4, "198.51.100.7"),
        line("JSON", "{\"ip\":\"192.0.2.10\"}", V4),
        line("a line of nginx", "192.0.2.10 - - [30/Nov/2026:20:00:00 +0000] \"GET / HTTP/1.1\" 200 612 \"-\" \"Mozilla/5.0 (X11)"
            + " Chrome/120.0.0.0 Safari/537.36\"", V4),
        line("a line of sshd", "Nov 30 20:00:00 host sshd[811]: Failed password for root from 192.0.2.10 port 40022 ssh2", V4),
        line("a single address as a network", "192.0.2.10/32", V4),
        line("a network", "198.51.100.0/24", "198.51.100.0/24"),
        line("a network of IPv6 in a row", "x,2001:db8::/32,y", "2001:db8::/32"),
        line("after a colon", "src:192.0.2.10,dst:198.51.100.7 tcp:203.0.113.9:80", V4, "198.51.100.7", "203.0.113.9"),
        line("after a word that could be part of IPv6", "add:192.0.2.10 face:198.51.100.7 Bad: x:dead:203.0.113.9", V4, "198.51.100.7",
            "203.0.113.9"),
        line("after a line's number", "12:192.0.2.10", V4),
        line("after another address", "192.0.2.10:198.51.100.7", V4, "198.51.100.7"),
        line("a firewall's line, with ports after slashes", "Deny tcp src outside:192.0.2.10/40022 dst inside:198.51.100.7/443", V4,
            "198.51.100.7"),
        line("a port between brackets", "x (192.0.2.10/443)", V4),
        line("part of an IPv6 address that is none", "1:2::3::192.0.2.10"),
        line("an arrow", "192.0.2.10->198.51.100.7", V4, "198.51.100.7"),
        line("twice", "192.0.2.10 192.0.2.10", V4, V4),
        line("a name", "example.org"),
        line("a name with an address in it", "192.0.2.10.example.org"),
        line("reverse DNS", "10.2.0.192.in-addr.arpa"),
        line("too many numbers", "1.192.0.2.10"),
        line("a number that is too high", "192.0.2.256"),
        line("a leading zero, which may be octal", "192.0.2.010"),
        line("a version", "v1.2.3.4"),
        line("a browser at the start of a line", "Chrome/120.0.0.0"),
        line("a time", "20:00:00"),
        line("a hardware address", "00:11:22:33:44:55"),
        line("names of a program", "DB::add std::string a::b"),
        line("nothing", ""));
  }

  private static Arguments line(String name, String line, String... found) {
    return arguments(named(name, line), List.of(found));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void whatIsInALine(String line, List<String> found) {
    assertThat(AddressFinder.find(line)).isEqualTo(found);
  }

  @Test
  void aVeryLongLineIsNoTrap() {
    for (String part : List.of("1.", "a:", ":", "[.]", "1 dot ", "//", "192.0.2.10 ")) {
      Assertions.assertTimeout(Duration.ofSeconds(5), () -> AddressFinder.find(part.repeat(5_000)), part);
    }
  }
}
