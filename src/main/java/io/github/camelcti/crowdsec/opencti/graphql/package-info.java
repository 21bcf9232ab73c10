/**
 * The GraphQL documents by version, the requests made of them, and what OpenCTI's replies and errors mean. Plain Java:
 * nothing here knows Camel; only the commands' client sends requests itself.
 */
@NullMarked
package io.github.camelcti.crowdsec.opencti.graphql;

import org.jspecify.annotations.NullMarked;
