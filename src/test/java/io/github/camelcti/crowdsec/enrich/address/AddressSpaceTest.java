package io.github.camelcti.crowdsec.enrich.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressSpaceTest {

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
      "unspecified, 0.0.0.0, true", "next to it, 0.0.0.1, false",
      "private 10/8, 10.0.0.0, true", "its end, 10.255.255.255, true", "before, 9.255.255.255, false", "after, 11.0.0.0, false",
      "private 172.16/12, 172.16.0.1, true", "its end, 172.31.255.255, true", "before, 172.15.255.255, false",
      "after, 172.32.0.0, false", "private 192.168/16, 192.168.1.1, true", "before, 192.167.255.255, false",
      "after, 192.169.0.0, false", "loopback, 127.0.0.1, true", "its end, 127.255.255.255, true", "after, 128.0.0.0, false",
      "link-local, 169.254.169.254, true", "after, 169.255.0.0, false", "shared, 100.64.0.1, true",
      "its end, 100.127.255.255, true", "before, 100.63.255.255, false", "after, 100.128.0.0, false",
      "multicast, 224.0.0.1, true", "its end, 239.255.255.255, true", "before, 223.255.255.255, false",
      "broadcast, 255.255.255.255, true", "documentation 1, 192.0.2.1, false", "documentation 2, 198.51.100.1, false",
      "documentation 3, 203.0.113.1, false", "benchmarks, 198.18.0.1, false", "public, 1.1.1.1, false",
      "unspecified v6, ::, true", "loopback v6, ::1, true", "next to it, ::2, false", "unique local, fd00::1, true",
      "unique local fc, fc00::1, true", "after, fe00::1, false", "link-local v6, fe80::1, true", "its end, febf::1, true",
      "after, fec0::1, false", "multicast v6, ff02::1, true", "documentation v6, 2001:db8::1, false",
      "public v6, 2606:4700::1111, false", "mapped private, ::ffff:10.1.2.3, true", "mapped loopback, ::ffff:7f00:1, true",
      "mapped unspecified, ::ffff:0.0.0.0, true", "a network of one, 10.1.2.3/32, true", "mapped public, ::ffff:1.1.1.1, false"
  })
  void tells(String name, String address, boolean never) {
    assertThat(AddressSpace.neverPublic(IpAddress.parse(address).orElseThrow())).isEqualTo(never);
  }
}
