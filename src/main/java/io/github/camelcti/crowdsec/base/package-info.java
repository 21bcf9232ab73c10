/** What the connector keeps on disk: folders and names of files. No Camel, no settings. */
package io.github.camelcti.crowdsec.base;

