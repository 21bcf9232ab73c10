/** The beans of the Kamelets in {@code kamelets/}: each stands alone, set up by the Kamelet's own parameters. */
package io.github.camelcti.crowdsec.kamelet;
