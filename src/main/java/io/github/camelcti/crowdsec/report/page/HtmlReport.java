package io.github.camelcti.crowdsec.report.page;

import io.github.camelcti.crowdsec.base.Build;
import io.github.camelcti.crowdsec.lookup.Result;
import io.github.camelcti.crowdsec.report.Dates;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * Results as one page that needs nothing else: no script, no font, no picture from anywhere, and a policy that keeps the
 * browser from loading any. It is XML as well, so that a test can read it.
 */
public final class HtmlReport {

  private static final String STYLE = style();

  private HtmlReport() {}

  /**
   * @param results at least one
   * @param now when the answers were taken
   * @return the page
   */
  public static String of(List<Result> results, Instant now) {
    String title = results.size() == 1 ? results.get(0).address() : results.size() + " addresses";
    Markup page = new Markup().raw("<!DOCTYPE html>\n")
        .open("html", "xmlns", "http://www.w3.org/1999/xhtml", "lang", "en", "xml:lang", "en").open("head")
        .empty("meta", "charset", "utf-8")
        .empty("meta", "http-equiv", "Content-Security-Policy", "content",
            "default-src 'none'; style-src '" + fingerprint() + "'; img-src data:; base-uri 'none'; form-action 'none'")
        .empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
        .empty("meta", "name", "referrer", "content", "no-referrer")
        .empty("meta", "name", "color-scheme", "content", "light dark")
        .empty("link", "rel", "icon", "href", "data:,")
        .element("title", title + " \u2013 CrowdSec enrichment")
        .open("style").raw(STYLE).close("style", "head").open("body");
    page.open("header", "class", "top").element("h1", "CrowdSec enrichment")
        .element("p", Dates.minute(now)).close("header").open("main");
    if (results.size() > 1) {
      Overview.write(page, results);
    }
    for (int i = 0; i < results.size(); i++) {
      if (results.size() == 1 || results.get(i).outcome().answered()) {
        new AddressSection(page, results.get(i), i + 1, now).write();
      }
    }
    return page.close("main").open("footer")
        .element("p", "Made by crowdsec-connector " + Build.version() + " from CrowdSec's CTI. This page loads nothing.")
        .close("footer", "body", "html").text("\n").toString();
  }

  private static String style() {
    try (InputStream in = HtmlReport.class.getResourceAsStream("/report/page.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By it the browser takes our style and no other, not even one in an attribute. */
  private static String fingerprint() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(STYLE.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
