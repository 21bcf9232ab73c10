/** What {@code check} looks at: the platform and the broker, each without changing anything there. */
package io.github.camelcti.crowdsec.cli.check;
