/**
 * What happens to a single job, from its message to its outcome. Most of it decides whether CrowdSec may be asked at all.
 */
@NullMarked
package io.github.camelcti.crowdsec.route.job;

import org.jspecify.annotations.NullMarked;
