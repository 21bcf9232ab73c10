/**
 * OpenCTI's side: its jobs, its GraphQL documents by version, what its replies mean, and the ways to write a result.
 * Plain Java: nothing here knows Camel or sends a request.
 */
@NullMarked
package io.github.camelcti.crowdsec.opencti;

import org.jspecify.annotations.NullMarked;
