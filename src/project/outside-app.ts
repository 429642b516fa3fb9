import { join, relative, sep } from 'node:path';
import type { Project } from './project';

/**
 * Folders and files that may lie in the app's folder and are no part of the app: its infrastructure, the modules, the
 * settings, the variables of the import and the packages. Absolute paths.
 *
 * Of the Terraform root it is the top folder (`infra` of `infra/production`), since other roots and their states lie
 * beside it, unless code of the app is in that folder too.
 */
export function notOfTheApp(project: Project): string[] {
  const { app, root, cdktf, modules, settings, envFile, packages } = project;
  const code = [project.pythonPath, project.appObject.split(/[.:]/)[0], project.handler].map(
    (path = '') => path.split('/')[0] ?? '',
  );
  const folders = [root, cdktf, modules?.folder].flatMap((path) => {
    const inside = path === undefined ? '' : relative(app, path);
    const [top = ''] = inside.split(sep);
    if (path === undefined || top === '' || top === '..') return [];
    return [code.includes(top) ? path : join(app, top)];
  });
  return [...new Set([...folders, settings, ...(envFile === undefined ? [] : [envFile]), ...packages])];
}
