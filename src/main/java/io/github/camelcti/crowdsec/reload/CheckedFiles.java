package io.github.camelcti.crowdsec.reload;

import io.github.camelcti.crowdsec.config.Spelling;
import io.github.camelcti.crowdsec.reload.RouteFile.Entry;
import io.github.camelcti.crowdsec.reload.RouteFile.Kind;
import io.github.camelcti.crowdsec.reload.RouteFile.Mention;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The files of a folder that is being checked, as far as they could be read, and what was found in them. */
final class CheckedFiles {

  final RouteFolder folder;
  final Map<Path, RouteFile> files = new LinkedHashMap<>();
  final List<RouteFinding> findings = new ArrayList<>();

  CheckedFiles(RouteFolder folder) {
    this.folder = folder;
  }

  interface Visitor {
    void visit(String file, Mention mention);
  }

  /** All names of a kind, file by file. */
  void each(Kind kind, Visitor visitor) {
    files.forEach((path, file) -> file.of(kind).forEach(mention -> visitor.visit(folder.name(path), mention)));
  }

  Set<String> names(Kind kind) {
    Set<String> names = new LinkedHashSet<>();
    each(kind, (file, mention) -> names.add(mention.name()));
    return names;
  }

  interface EntryVisitor {
    void visit(String file, Entry entry);
  }

  /** All keys, file by file. */
  void entries(EntryVisitor visitor) {
    files.forEach((path, file) -> file.entries().forEach(entry -> visitor.visit(folder.name(path), entry)));
  }

  void add(String file, Mention mention, String reason) {
    add(file, mention.line(), mention.owner(), reason);
  }

  void add(String file, int line, @Nullable String id, String reason) {
    findings.add(new RouteFinding(file, line, id, reason));
  }

  /** The end of a sentence about a name that is not known; empty if no other is similar. */
  static String meant(@Nullable String name, Set<String> known) {
    return Spelling.nearest(String.valueOf(name), known, true).map(it -> "; did you mean " + it + "?").orElse("");
  }
}
