// Renders each SVG of docs/pictures as a PNG of twice its size: `npm run docs:pictures`. Its text needs the font DejaVu Sans.
const { readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { Resvg } = require('@resvg/resvg-js');

const folder = join(__dirname, '../docs/pictures');
for (const name of readdirSync(folder).filter((one) => one.endsWith('.svg'))) {
  const picture = new Resvg(readFileSync(join(folder, name), 'utf8'), { fitTo: { mode: 'zoom', value: 2 } });
  writeFileSync(join(folder, name.replace(/svg$/, 'png')), picture.render().asPng());
}
