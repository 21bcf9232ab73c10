// Called by karavan-roundtrip and kaoto-roundtrip, which say what this is for: designer-roundtrip.mjs DESIGNER FOLDER...
// What is saved goes to saved/ beside this file.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import yaml from 'js-yaml';

const here = dirname(fileURLToPath(import.meta.url));

// What Karavan does to every Kamelet, those of Apache Camel included: it has no data types, and another name for hints to
// designers. Camel reads neither.
const KNOWN = {
  karavan: [/\.kamelet\.yaml: \/spec\/dataTypes: /, /\.kamelet\.yaml: .*\/(x-d|xD)escriptors: /],
  kaoto: [],
};

async function karavan() {
  writeFileSync(join(here, 'entry.ts'),
    "export { CamelDefinitionYaml } from 'karavan-core/src/core/api/CamelDefinitionYaml';\n" +
    "export { ComponentApi } from 'karavan-core/src/core/api/ComponentApi';\n");
  // Karavan gives an id to each step without one, with the first four of a UUID's digits. By chance two would be the same,
  // which Camel refuses: so they count up here.
  writeFileSync(join(here, 'uuid.mjs'),
    "let last = 0;\nexport const v4 = () => (++last).toString(16).padStart(4, '0') + '0000-0000-4000-8000-000000000000';\n");
  const bundle = join(here, 'core.mjs');
  await build({ absWorkingDir: here, entryPoints: ['entry.ts'], bundle: true, format: 'esm', platform: 'node',
    alias: { uuid: './uuid.mjs' }, outfile: bundle, logLevel: 'error' });
  const { CamelDefinitionYaml, ComponentApi } = await import(pathToFileURL(bundle));
  // The designer knows Camel's catalogue of components; of ours it takes only this one apart.
  ComponentApi.saveComponents([JSON.stringify({ component: { name: 'direct', scheme: 'direct', syntax: 'direct:name' },
    properties: { name: { kind: 'path', index: 0, type: 'string', required: true } } })]);
  return (file, text) => CamelDefinitionYaml.integrationToYaml(CamelDefinitionYaml.yamlToIntegration(file, text));
}

async function kaoto() {
  const bundle = join(here, 'core.cjs');
  // The core alone, without what draws it: everything that is not named here is replaced by nothing.
  const core = /^(yaml|lodash|uuid|crypto|process|buffer|node:.*)$/;
  const nothing = 'const nothing = new Proxy(function () {}, { get: (it, name) => name === Symbol.toPrimitive ? () => "" :'
    + ' name === "prototype" ? it.prototype : nothing, apply: () => nothing, construct: () => nothing }); module.exports = nothing;';
  await build({ absWorkingDir: here, bundle: true, format: 'cjs', platform: 'node', outfile: bundle, logLevel: 'error',
    stdin: { resolveDir: here, contents: "export { CamelResourceFactory } from '@kaoto/kaoto/lib/esm/models/camel/camel-resource-factory.js';" },
    plugins: [{ name: 'core', setup(it) {
      it.onResolve({ filter: /.*/ }, call => {
        if (/\.(svg|png|gif|s?css|ttf|json)$/.test(call.path) || /^[^.\/]/.test(call.path) && !core.test(call.path.split('/')[0])
            && !call.path.startsWith('@kaoto/kaoto/')) {
          return { path: call.path, namespace: 'nothing' };
        }
        return call.path.startsWith('@kaoto/kaoto/') ? { path: join(here, 'node_modules', call.path) } : undefined;
      });
      it.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: nothing, loader: 'js' }));
    } }] });
  Object.assign(globalThis, { window: globalThis, DOMParser: class {}, XMLSerializer: class {},
    document: { implementation: { createDocument: () => ({}) } } });
  const { CamelResourceFactory } = createRequire(import.meta.url)(bundle);
  return (file, text) => String(CamelResourceFactory.createCamelResource(text, { path: file }));
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

// A Kamelet's route stands in one of two places, and the parts of a route file in any order.
function oneForm(file) {
  if (Array.isArray(file)) {
    const name = part => Object.keys(part)[0] + ' ' + (Object.values(part)[0].id ?? '');
    return [...file].sort((one, other) => name(one).localeCompare(name(other)));
  }
  if (file.spec?.template?.from) {
    const { from, ...rest } = file.spec.template;
    return { ...file, spec: { ...file.spec, template: { ...rest, route: { from } } } };
  }
  return file;
}

const [designer, ...folders] = process.argv.slice(2);
const save = await { karavan, kaoto }[designer]();
const target = join(here, 'saved');
rmSync(target, { recursive: true, force: true });
let lost = 0;
for (const folder of folders) {
  mkdirSync(join(target, folder), { recursive: true });
  for (const file of readdirSync(folder).filter(name => /\.(camel|kamelet)\.yaml$/.test(name)).sort()) {
    const text = readFileSync(join(folder, file), 'utf8');
    const found = [];
    try {
      const saved = save(file, text);
      writeFileSync(join(target, folder, file), saved);
      const before = oneForm(yaml.load(text));
      differences(meaning(before, '', before), meaning(oneForm(yaml.load(saved)), '', before), '', found);
    } catch (e) {
      found.push(`: can't be opened: ${e.message}`);
    }
    const said = found.map(it => file + ': ' + it);
    const fresh = said.filter(it => !KNOWN[designer].some(known => known.test(it)));
    lost += fresh.length;
    console.log(`${file}: ${fresh.length} differences` + (said.length > fresh.length ? ', the known ones' : ''));
    fresh.forEach(it => console.log('  ' + it));
  }
}
process.exit(lost ? 1 : 0);
