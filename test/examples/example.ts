import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TreeChange } from '../../src/emit/tree';
import { readProject } from '../../src/project';
import { checkSynth } from '../../src/synth';
import { REPOSITORY } from '../support/workspace';

/** A project below `examples` that has modules of its own. */
export class Example {
  readonly folder: string;
  /** Folder of the Python project. */
  readonly app: string;

  constructor(name: string) {
    this.folder = join(REPOSITORY, 'examples', name);
    this.app = readProject(this.folder).app;
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  /** What `terragate synth` would change in the modules, by the document that is there. It throws where there is something. */
  changesOfModules(): readonly TreeChange[] {
    const { modules } = readProject(this.folder);
    if (!modules) throw new Error(`${this.folder} has no modules`);
    const { folder: modulesDir, ...rest } = modules;
    return checkSynth({ ...rest, openapi: join(this.app, 'openapi.json'), modulesDir }).changes;
  }

  /** The files of Python below `app` with such words. */
  naming(words: RegExp): readonly string[] {
    const files = readdirSync(join(this.app, 'app'), { encoding: 'utf8', recursive: true });
    return files
      .filter((path) => path.endsWith('.py') && words.test(readFileSync(join(this.app, 'app', path), 'utf8')))
      .sort();
  }
}
