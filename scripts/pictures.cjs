// Renders each SVG of docs/pictures as a PNG of twice its size, and one for dark pages beside it: `npm run docs:pictures`.
// Its text needs the font DejaVu Sans.
const { readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { Resvg } = require('@resvg/resvg-js');

/** The colours of the pictures, with those that they have on dark pages. */
const DARK = {
  '#ffffff': '#161b22',
  '#d0d7de': '#30363d',
  '#ddf4ff': '#0c2d4a',
  '#0969da': '#58a6ff',
  '#fff8c5': '#3b2e04',
  '#9a6700': '#d29922',
  '#dafbe1': '#0f2f1a',
  '#1a7f37': '#3fb950',
  '#57606a': '#9da7b3',
  '#1f2328': '#e6edf3',
};

const folder = join(__dirname, '../docs/pictures');
for (const name of readdirSync(folder).filter((one) => one.endsWith('.svg'))) {
  const light = readFileSync(join(folder, name), 'utf8');
  const dark = light.replace(/#[0-9a-f]{6}/g, (colour) => {
    if (!DARK[colour]) throw new Error(`${name}: ${colour} has no colour for dark pages`);
    return DARK[colour];
  });
  render(light, name.replace(/\.svg$/, '.png'));
  render(dark, name.replace(/\.svg$/, '-dark.png'));
}

function render(svg, name) {
  const picture = new Resvg(svg, { fitTo: { mode: 'zoom', value: 2 } });
  writeFileSync(join(folder, name), picture.render().asPng());
}
