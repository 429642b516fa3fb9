import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Problem } from '../errors';
import type { Project } from '../project';
import { readJson, readText } from '../system';

/** The fields of a state that are read; of one in `.terraform`, which says where the state is, the backend. */
interface State {
  readonly resources?: readonly { readonly mode?: string }[];
  readonly backend?: { readonly type?: string };
}

const DESTROY = 'destroy what is there: terragate down --aws';

/** What Terraform still holds of a project: resources in states of this folder, and states that are elsewhere. */
export function heldByTerraform(project: Project): Problem[] {
  const roots = [...new Set([project.cdktf ?? project.root, project.root, join(project.state, 'endpoints')])];
  const files = [...new Set(roots.flatMap(filesIn))];
  return files.flatMap((file): Problem[] => {
    const where = relative(project.folder, file);
    const elsewhere = backendIn(file);
    if (elsewhere !== undefined) {
      const what = `the state of Terraform is elsewhere (${elsewhere}), and terragate remove does not read it`;
      return [{ where, what, fix: `${DESTROY}; then move this file away` }];
    }
    if (!file.endsWith('.tfstate')) return [];
    const { resources = [] } = (readJson(file) ?? {}) as State;
    const count = resources.filter(({ mode }) => mode !== 'data').length;
    return count ? [{ where, what: `Terraform holds ${count} resources in this state`, fix: DESTROY }] : [];
  });
}

/** The place of a state that is not in this folder, as a file of Terraform names it. */
function backendIn(file: string): string | undefined {
  if (/[\\/]\.terraform[\\/]terraform\.tfstate$/.test(file)) {
    const { type } = ((readJson(file) ?? {}) as State).backend ?? {};
    return type === 'local' ? undefined : type;
  }
  if (!/\.tf(?:\.json)?$/.test(file)) return undefined;
  const text = (readText(file) ?? '').replace(/^\s*(?:#|\/\/).*$/gm, '');
  const [, type] = /^\s*"?backend"?\s*:?\s*\{?\s*"(\w+)"/m.exec(text) ?? [];
  if (type !== undefined && type !== 'local') return type;
  return /^\s*"?cloud"?\s*:?\s*\{/m.test(text) ? 'cloud' : undefined;
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return /^(?:node_modules|providers|modules|\.(?!terraform$).*)$/.test(entry.name) ? [] : filesIn(path);
    return /\.tfstate$|\.tf(?:\.json)?$/.test(entry.name) ? [path] : [];
  });
}
