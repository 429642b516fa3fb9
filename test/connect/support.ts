import { readFileSync } from 'node:fs';
import type { Workspace } from '../support/workspace';

/** A file that renders a website, as `npm create vite` makes it, with comments of a user. */
export const MAIN_TEXT = `import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './index.css'
import App from './App.tsx' // the website

/* The root of the page. */
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    {/* all of it */}
    <App />
  </StrictMode>,
)
`;

/** The package.json of such a website. */
export const PACKAGE_TEXT = `{
  "name": "web",
  "private": true,
  "dependencies": {
    "react": "^19.3.1",
    "react-dom": "^19.3.1"
  },
  "devDependencies": { "typescript": "~7.0.2", "vite": "^8.4.0" }
}
`;

/** Writes a website; returns its folder. @param files texts in place of those that a website has, or beside them */
export function writeWebsite(
  workspace: Workspace,
  folder: string,
  files: Readonly<Record<string, string>> = {},
): string {
  const all = { 'package.json': PACKAGE_TEXT, 'src/main.tsx': MAIN_TEXT, ...files };
  for (const [path, text] of Object.entries(all)) workspace.write(`${folder}/${path}`, text);
  return workspace.at(folder);
}

/** The text of a file. */
export function textOf(path: string): string {
  return readFileSync(path, 'utf8');
}
