/** Look-ups without a platform, for the command line: addresses in, what CrowdSec knows and what would be written out. */
package io.github.camelcti.crowdsec.lookup;

