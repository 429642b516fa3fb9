import { join } from 'node:path';

/** The Pythons that the tools run with which read the files of their projects. */
export const EXPORTER_PYTHONS = ['3.13', '3.12', '3.11'];

/** The lock of a tool's own packages. */
export function exporterLock(tool: string): string {
  return join(__dirname, 'exporters', `${tool}.lock`);
}
