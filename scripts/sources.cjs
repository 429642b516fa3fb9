const { readdirSync, statSync } = require('node:fs');
const { join } = require('node:path');

/**
 * A stamp that changes with any source: their number, the time of the last change, and their size.
 *
 * @param counts whether a file is one of them, by its name. @default - those of TypeScript and HCL are
 */
exports.stampOf = (root, counts = (name) => /\.(?:ts|tf)$/.test(name)) => {
  let count = 0;
  let newest = 0;
  let bytes = 0;
  const add = (path) => {
    const { mtimeMs, size } = statSync(path);
    count += 1;
    bytes += size;
    if (mtimeMs > newest) newest = mtimeMs;
  };
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && entry.name !== '__pycache__') walk(path);
      else if (entry.isFile() && counts(entry.name)) add(path);
    }
  };
  walk(join(root, 'src'));
  for (const entry of readdirSync(join(root, 'scripts'))) add(join(root, 'scripts', entry));
  add(join(root, 'package.json'));
  return `${count} ${newest} ${bytes}`;
};
