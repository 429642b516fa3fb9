import { UserError } from '../errors';
import type { Project } from '../project';
import { lock } from './lock';
import { status } from './status';

/** Refuses a project that runs on this machine. @throws UserError */
export async function checkEnded(project: Project): Promise<void> {
  if (!(await status(project)).running) return;
  throw new UserError([
    { where: project.name, what: 'the project runs on this machine', fix: 'end it: terragate down' },
  ]);
}

/**
 * Does work while nothing runs of a project, and no other command begins.
 *
 * @param command name of the command that does it
 * @throws UserError while something runs, or another command is at work
 */
export async function whileEnded<T>(project: Project, command: string, work: () => Promise<T>): Promise<T> {
  const held = await lock(project, command);
  try {
    await checkEnded(project);
    return await work();
  } finally {
    held.release();
  }
}
