import { existsSync } from 'node:fs';
import { UserError } from '../errors';
import { documentOf, type Project, type Router } from '../project';
import { modulesWithRoutes, type UnroutedOperations } from '../synth';
import { rootFiles } from './infrastructure';
import { underscored } from './names';
import { CHOICES, choicesFor, type NewOptions } from './options';
import { projectPackage } from './own-package';
import { chosenRoutes } from './routes';
import { mangumHandler, runScript } from './run-script';

/**
 * The texts that `add` writes for a project, for each of its files all that it can have: not every option of `add` is in
 * the settings. Paths are those of `add`, from the project's folder.
 */
export function addedFiles(project: Project): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const can = (path: string, text: string) => found.set(path, (found.get(path) ?? new Set()).add(text));
  const { handler } = project;
  const script = handler.endsWith('.sh');
  can(
    script ? handler : handler.replace(/\.handler$/, '.py'),
    (script ? runScript : mangumHandler)(placeOf(project)).text,
  );
  const [api, ...others] = project.modules?.apis ?? [];
  if (others.length || !(api || project.modules?.functionUrl)) return found;
  const name = api?.name ?? project.name;
  can('package.json', projectPackage(name, project.cdktf !== undefined));
  const unrouted = api ? unroutedNow(project, api) : [];
  for (const options of variants(project, name, api?.kind))
    for (const choice of [undefined, chosenRoutes(options, unrouted)])
      for (const [path, text] of rootFiles({ options, handler }, choice)) can(`infra/${path}`, text);
  return found;
}

/** The operations of the document as it is now that can't have routes: the root has settings for them. */
function unroutedNow(project: Project, api: Router): readonly UnroutedOperations[] {
  const openapi = documentOf(project);
  if (!existsSync(openapi)) return [];
  try {
    return modulesWithRoutes({ openapi, apis: [api], framework: project.modules?.framework ?? 'cdktf' })
      .unrouted;
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

function placeOf({ appObject, pythonPath }: Project) {
  return pythonPath === '.' ? { appObject } : { appObject, pythonPath };
}

/** The options with which `add` may have been called. */
function variants(project: Project, name: string, kind: Router['kind'] | undefined): NewOptions[] {
  const architecture = CHOICES.architecture.find((one) => one === project.architecture);
  const pythonVersion = CHOICES.pythonVersion.find((one) => one === project.pythonVersion);
  if (!architecture || !pythonVersion) return [];
  const computeType = kind === undefined ? 'function-url' : kind === 'rest' ? 'rest-api' : 'http-api';
  return choicesFor('integrationPattern', computeType).flatMap((integrationPattern) =>
    choicesFor('auth', computeType).map(
      (auth): NewOptions => ({
        ...{
          name,
          directory: '.',
          moduleName: underscored(name),
          auth,
          integrationPattern,
          minimal: false,
          moduleTests: false,
        },
        ...{ architecture, pythonVersion, framework: project.modules?.framework ?? 'cdktf' },
        computeType,
        iac: project.cdktf === undefined ? 'terraform' : 'typescript',
        handler: project.handler.endsWith('.sh') ? 'adapter' : 'mangum',
        ...(kind === 'rest' ? { requestValidation: 'NONE' } : {}),
      }),
    ),
  );
}
