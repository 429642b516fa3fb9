import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compareTree } from '../emit';
import { UserError } from '../errors';
import { ownPackage } from '../generate/own-package';
import { documentOf, type Modules, missingDocument, type Project, recordedVersion } from '../project';
import { moduleTree } from '../synth';
import { pathFrom, type TextChange, treeTexts } from '../system/text-changes';
import { atLeast } from '../system/version';
import { type ModuleChange, moduleChanges } from './module-changes';
import { type PackageChange, packageChange } from './package-change';
import { type UpgradeStep, upgradeSteps } from './upgrading-page';

/** What an upgrade of a project would change. Nothing is written yet. */
export interface UpgradePlan {
  readonly folder: string;
  /** The version that the project records. @default - none is known */
  readonly from: string | undefined;
  /** The version that runs. */
  readonly to: string;
  readonly package: PackageChange;
  /** The changes of texts, by their paths in the project: of the modules, then of each package.json. */
  readonly changes: readonly TextChange[];
  readonly modules: readonly ModuleChange[];
  /** What the versions in between ask of those who have something. */
  readonly steps: readonly UpgradeStep[];
  /** Commands that come next, with what they do. */
  readonly next: readonly { readonly command: string; readonly does: string }[];
  /** What else the user is to know. */
  readonly notes: readonly string[];
}

/**
 * Plans the upgrade of a project to the Terragate that runs. The app's document is taken as it lies there, so that each
 * change is one of the version.
 *
 * @throws UserError when the project records a newer version, its document is missing, or a file is in the way
 */
export async function planUpgrade(project: Project): Promise<UpgradePlan> {
  const { folder, modules } = project;
  const { version: to } = ownPackage();
  const recorded = recordedVersion(folder);
  const from = recorded?.version;
  if (from !== undefined && !atLeast(to, from))
    throw new UserError([
      {
        where: join(folder, 'package.json'),
        what: `the project records Terragate ${from}, and this is ${to}, an older one`,
        fix: 'npm install, which installs the recorded one; to upgrade, run a newer one',
      },
    ]);
  const own = await packageChange(folder, recorded, to);
  const files = modules ? moduleTexts(project, modules) : [];
  return {
    folder,
    from,
    to,
    package: own,
    changes: [...files, ...own.texts],
    modules: modules ? await moduleChanges(pathFrom(folder, modules.folder), files) : [],
    steps: from === to ? [] : upgradeSteps(from, to),
    next: nextOf(project, own),
    notes:
      recorded && from === undefined
        ? [`package.json: "${recorded.wanted}" names no version, and stays`]
        : [],
  };
}

function moduleTexts(project: Project, { folder, ...modules }: Modules): readonly TextChange[] {
  const openapi = documentOf(project);
  if (!existsSync(openapi)) throw new UserError([missingDocument(project)]);
  const files = moduleTree({ ...modules, openapi });
  return treeTexts(project.folder, folder, files, compareTree(folder, files, 'terragate upgrade'));
}

function nextOf({ synth }: Project, own: PackageChange): UpgradePlan['next'] {
  const installs = own.texts.length > 0 || own.write !== undefined;
  // A package of the same name is another one for npm only where it is named anew
  const again = own.write !== undefined && own.texts.length === 0 ? ` --save-dev ./${own.write.path}` : '';
  return [
    ...(installs ? [{ command: `npm install${again}`, does: 'installs this Terragate for everybody' }] : []),
    ...(synth
      ? [{ command: 'npx terragate synth', does: 'writes the modules by the command of the project' }]
      : []),
    { command: 'npx terragate up', does: 'tries the project on this machine' },
    { command: 'npx terragate up --aws', does: 'shows the plan of AWS, and asks' },
  ];
}
