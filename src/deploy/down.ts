import { existsSync, rmSync } from 'node:fs';
import type { Project } from '../project';
import { LocalRoot } from './apply';
import { clean, cleanedInWords, running, stop } from './background/instance';
import { StatePaths } from './background/state-paths';
import { synthesize } from './cdktf';
import { isLeftBehind } from './left-behind';
import { lock } from './lock';
import { Overlay, removeEarlierOverride } from './overlay';
import type { Report } from './report';
import { findTerraform } from './terraform';

/** The result of `down`. */
export interface Down {
  readonly project: string;
  readonly wasRunning: boolean;
}

/**
 * Ends what `up` started and removes all of it: processes, functions, the local AWS with everything in it. What can be
 * made again at once stays (the built app, Terraform's providers). Of an endpoint that runs elsewhere, the resources are
 * destroyed.
 */
export async function down(project: Project, { report }: { readonly report: Report }): Promise<Down> {
  const paths = new StatePaths(project);
  if (!existsSync(project.state) && !isLeftBehind(project.state)) {
    await removeEarlierOverride(project, report);
    return { project: project.name, wasRunning: false };
  }
  const held = await lock(project, 'down', { killsTerraform: true });
  try {
    await removeEarlierOverride(project, report);
    const instance = await running(paths);
    if (!instance) {
      const summary = cleanedInWords(await clean(paths));
      new Overlay(project, paths.overlay).clear();
      if (summary !== undefined) await report.stage('clean', async () => ({ value: 0, summary }));
      return { project: project.name, wasRunning: summary !== undefined };
    }
    await report.stage('down', async (progress) => {
      if (!instance.own) {
        await synthesize(project, progress);
        await new LocalRoot(project, instance, findTerraform(), held).destroy(progress);
        rmSync(paths.stateFile(instance), { force: true });
      }
      await stop(paths, instance);
      new Overlay(project, paths.overlay).clear();
      return { value: 0, summary: `${project.name} has ended` };
    });
    return { project: project.name, wasRunning: true };
  } finally {
    held.release();
  }
}
