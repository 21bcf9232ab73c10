// Called by karavan-roundtrip, which says what this is for.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import yaml from 'js-yaml';

const here = dirname(fileURLToPath(import.meta.url));

// A Kamelet's route gets a new id each time, which nothing names.
const KNOWN = [
  /^[a-z-]+\.kamelet\.yaml: \/spec\/template\/route\/id: /,
];

async function karavan() {
  writeFileSync(join(here, 'entry.ts'),
    "export { CamelDefinitionYaml } from 'karavan-core/src/core/api/CamelDefinitionYaml';\n" +
    "export { ComponentApi } from 'karavan-core/src/core/api/ComponentApi';\n");
  const bundle = join(here, 'core.mjs');
  await build({ absWorkingDir: here, entryPoints: ['entry.ts'], bundle: true, format: 'esm', platform: 'node',
    outfile: bundle, logLevel: 'error' });
  const { CamelDefinitionYaml, ComponentApi } = await import(pathToFileURL(bundle));
  // The designer knows Camel's catalogue of components; of ours it takes only this one apart.
  ComponentApi.saveComponents([JSON.stringify({ component: { name: 'direct', scheme: 'direct', syntax: 'direct:name' },
    properties: { name: { kind: 'path', index: 0, type: 'string', required: true } } })]);
  return CamelDefinitionYaml;
}

const EXPRESSIONS = ['simple', 'constant', 'ref', 'variable', 'method'];
const uriOf = call => call.parameters ? call : splitUri(call);

function splitUri(call) {
  const [, scheme, name] = /^(direct):(.*)$/.exec(call.uri ?? '') ?? [];
  return scheme ? { ...call, uri: scheme, parameters: { name } } : call;
}

// What means the same to Camel, in one form: "to: direct:x" is a call with parameters, "simple: text" an expression, and an id
// that the designer makes up, where none stood, names nothing.
function meaning(node, key, before) {
  if (Array.isArray(node)) {
    return node.map((item, i) => meaning(item, key, before?.[i]));
  }
  if (typeof node !== 'object' || node === null) {
    return key === 'to' && typeof node === 'string' ? splitUri({ uri: node })
      : EXPRESSIONS.includes(key) && typeof node === 'string' ? { expression: node } : node;
  }
  const given = typeof before === 'object' && before !== null ? before : {};
  const same = {};
  for (const [name, value] of Object.entries(node)) {
    if (name !== 'id' || given.id !== undefined) {
      same[name] = meaning(value, name, given[name]);
    }
  }
  return 'uri' in same ? uriOf(same) : same;
}

function differences(before, after, path, found) {
  if (before === after) {
    return;
  }
  if (typeof before !== 'object' || typeof after !== 'object' || !before || !after) {
    found.push(`${path}: ${JSON.stringify(before)} became ${JSON.stringify(after)}`);
    return;
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    differences(before[key], after[key], `${path}/${key}`, found);
  }
}

const core = await karavan();
let lost = 0;
for (const folder of process.argv.slice(2)) {
  for (const file of readdirSync(folder).filter(name => /\.(camel|kamelet)\.yaml$/.test(name)).sort()) {
    const text = readFileSync(join(folder, file), 'utf8');
    const found = [];
    try {
      const saved = core.integrationToYaml(core.yamlToIntegration(file, text));
      const before = yaml.load(text);
      differences(meaning(before, '', before), meaning(yaml.load(saved), '', before), '', found);
    } catch (e) {
      found.push(`: can't be opened: ${e.message}`);
    }
    const said = found.map(it => file + ': ' + it);
    const fresh = said.filter(it => !KNOWN.some(known => known.test(it)));
    lost += fresh.length;
    console.log(`${file}: ${fresh.length} differences` + (said.length > fresh.length ? ', the known one' : ''));
    fresh.forEach(it => console.log('  ' + it));
  }
}
process.exit(lost ? 1 : 0);
