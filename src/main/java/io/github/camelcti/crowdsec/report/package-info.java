/** Results of look-ups for people and programs: a text table, JSON, and a page with the graph of the enrichment. */
@NullMarked
package io.github.camelcti.crowdsec.report;

import org.jspecify.annotations.NullMarked;
