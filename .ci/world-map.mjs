// Writes src/main/resources/report/world.csv, the outlines of the page that `enrich --html` writes: node .ci/world-map.mjs
// From Natural Earth (public domain) as npm's world-atlas has it: outlines at 1:110m; a dot for the countries that are too
// small for that scale, in the middle of their outline at 1:50m, and for territories.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const WIDTH = 720;
const NORTH = 1.9;
const EDGE = -169.5;
// Names of Natural Earth without a code of ISO 3166-1: Kosovo has the usual one, the others are part of a country there.
const CODES = { Kosovo: 'XK', Somaliland: 'SO', 'N. Cyprus': 'CY' };
const LEFT_OUT = ['AQ'];
// What Natural Earth draws as a part of another country, or not at all, although it has a code of its own: a dot at this place.
const DOTS = { BQ: [-68.3, 12.2], BV: [3.4, -54.4], CC: [96.8, -12.2], CX: [105.6, -10.5], GF: [-53.1, 3.9], GI: [-5.3, 36.1],
  GP: [-61.6, 16.2], MQ: [-61, 14.7], RE: [55.5, -21.1], SJ: [16, 78],
  TK: [-171.8, -9.2], TV: [179.2, -8.5], UM: [166.6, 19.3], YT: [45.2, -12.8] };

const work = mkdtempSync(join(tmpdir(), 'world-'));
execFileSync('npm', ['install', '--silent', '--prefix', work, 'world-atlas@2.0.2', 'i18n-iso-countries@7.14.0']);
const read = (file) => JSON.parse(readFileSync(join(work, 'node_modules', file)));
const alpha2 = Object.fromEntries(read('i18n-iso-countries/codes.json').map(([two, , number]) => [number, two]));
const coarse = read('world-atlas/countries-110m.json');
const fine = read('world-atlas/countries-50m.json');
rmSync(work, { recursive: true });

/** Miller's projection. The map's edge is in the Bering Strait, where it cuts only an island. */
function project([lon, lat]) {
  const scale = WIDTH / (2 * Math.PI), radians = Math.PI / 180;
  const y = 1.25 * Math.asinh(Math.tan(0.8 * lat * radians));
  return [((lon - EDGE + 360) % 360) * radians * scale, (NORTH - y) * scale];
}

/** The arcs of a topology on whole pixels, without points that add nothing, so that neighbours still meet. */
function arcs({ arcs, transform: { scale, translate } }, round) {
  return arcs.map((arc) => {
    let x = 0, y = 0;
    const points = arc.map(([dx, dy]) => {
      x += dx; y += dy;
      return project([x * scale[0] + translate[0], y * scale[1] + translate[1]]);
    });
    return round ? simplified(points.map((point) => point.map(Math.round))) : points;
  });
}

function simplified(points, most = 0.6) {
  const [ax, ay] = points[0], [bx, by] = points.at(-1);
  const length = Math.hypot(bx - ax, by - ay);
  const distances = points.map(([x, y]) => length === 0 ? Math.hypot(x - ax, y - ay)
    : Math.abs((x - ax) * (by - ay) - (y - ay) * (bx - ax)) / length);
  const farthest = distances.indexOf(Math.max(...distances));
  return points.length < 3 || distances[farthest] <= most ? [points[0], points.at(-1)]
    : [...simplified(points.slice(0, farthest + 1), most).slice(0, -1), ...simplified(points.slice(farthest), most)];
}

function rings(geometry, lines) {
  const polygons = geometry.type === 'Polygon' ? [geometry.arcs] : geometry.arcs;
  return polygons.flat().map((ring) => ring.flatMap((arc) => (arc < 0 ? [...lines[~arc]].reverse() : lines[arc]).slice(0, -1)));
}

const isCut = (ring) => Math.max(...ring.map(([x]) => x)) - Math.min(...ring.map(([x]) => x)) > WIDTH / 2;
const area = (ring) => ring.reduce((sum, [x, y], i) => {
  const [nextX, nextY] = ring[(i + 1) % ring.length];
  return sum + x * nextY - nextX * y;
}, 0) / 2;

function path(ring) {
  let [x, y] = ring[0];
  let text = `M${x} ${y}l`;
  for (const [nextX, nextY] of ring.slice(1)) {
    text += `${text.endsWith('l') || nextX < x ? '' : ' '}${nextX - x}${nextY < y ? '' : ' '}${nextY - y}`;
    [x, y] = [nextX, nextY];
  }
  return text + 'z';
}

const dot = (middle) => `M${middle.join(' ')}m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0z`;
const code = (geometry) => CODES[geometry.properties.name] ?? alpha2[geometry.id];
const world = new Map();
const coarseArcs = arcs(coarse, true);
for (const geometry of coarse.objects.countries.geometries) {
  const outline = rings(geometry, coarseArcs).filter((ring) => !isCut(ring) && Math.abs(area(ring)) >= 1.5).map(path).join('');
  if (outline) {
    world.set(code(geometry), (world.get(code(geometry)) ?? '') + outline);
  }
}
const fineArcs = arcs(fine, false);
for (const geometry of fine.objects.countries.geometries) {
  if (code(geometry) && !world.has(code(geometry))) {
    const ring = rings(geometry, fineArcs).sort((a, b) => Math.abs(area(b)) - Math.abs(area(a)))[0];
    const middle = [0, 1].map((axis) => Math.round(ring.reduce((sum, point) => sum + point[axis], 0) / ring.length));
    world.set(code(geometry), dot(middle));
  }
}
Object.entries(DOTS).filter(([country]) => !world.has(country))
  .forEach(([country, place]) => world.set(country, dot(project(place).map(Math.round))));
LEFT_OUT.forEach((country) => world.delete(country));
writeFileSync('src/main/resources/report/world.csv',
  '# Outlines of countries from Natural Earth (public domain), written by .ci/world-map.mjs: ISO 3166-1 code;SVG path\n'
  + [...world].sort().map(([country, outline]) => `${country};${outline}\n`).join(''));
