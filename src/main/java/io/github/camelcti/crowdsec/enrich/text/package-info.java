/** Texts, numbers, dates and names of countries as others send them, and as people and STIX have to have them. */
@NullMarked
package io.github.camelcti.crowdsec.enrich.text;

import org.jspecify.annotations.NullMarked;
