import { relative, resolve } from 'node:path';
import type { Report } from '../deploy';
import type { Project } from '../project';
import { Context, type Outputs, Printer, type Shared } from './context';

/** The options by which a command has the document of an API. */
interface Options extends Shared {
  /** An OpenAPI document. @default - that of the project's app */
  readonly document?: string;
}

/** Where the document comes from. */
export interface ApiSource {
  readonly printer: Printer;
  readonly report: Report;
  /** The project. @default - none: the document is a file */
  readonly project: Project | undefined;
  /** Name of the API. @default - the title of the document */
  readonly name: string | undefined;
  /** Hands the document as it is now to its use. @param keep whether that of the project is to be written too */
  document<T>(progress: (line: string) => void, keep: boolean, use: (path: string) => T): Promise<T>;
  /** What the document depends on. */
  readonly paths: readonly string[];
  ignores(path: string): boolean;
}

/**
 * The source of the document that a command works with.
 *
 * @param written folders that the command writes: the document does not depend on them
 * @throws UserError as `readProject`
 */
export function apiSource(
  options: Options,
  outputs: Outputs,
  written: readonly string[] = [],
): Promise<ApiSource> {
  return options.document === undefined
    ? ofProject(options, outputs, written)
    : ofFile(options.document, options, outputs);
}

async function ofProject(options: Options, outputs: Outputs, written: readonly string[]): Promise<ApiSource> {
  const context = await Context.open(options, outputs);
  const { documentOf, notOfTheApp } = await import('../project');
  const { exportDocument, isByTheWay, withFreshDocument } = await import('../deploy');
  const { project } = context;
  const outside = [...notOfTheApp(project), ...written.map((folder) => resolve(folder))];
  return {
    printer: context,
    report: context.report,
    project,
    name: nameOf(project),
    document: async (progress, keep, use) => {
      if (!keep) return withFreshDocument(project, progress, use);
      await exportDocument(project, progress);
      return use(documentOf(project));
    },
    paths: [project.openapi ?? project.app],
    ignores: (path) =>
      project.openapi === undefined &&
      (outside.includes(resolve(path)) || relative(project.app, path).split(/[\\/]/).some(isByTheWay)),
  };
}

function nameOf({ modules, name }: Project): string {
  return modules?.apis[0]?.name ?? name;
}

async function ofFile(document: string, options: Shared, outputs: Outputs): Promise<ApiSource> {
  const path = resolve(document);
  const printer = new Printer(options, outputs);
  const { SILENT } = await import('../deploy/report');
  const { stages } = await import('./stages');
  return {
    printer,
    project: undefined,
    report: options.quiet ? SILENT : stages(printer.notes),
    name: undefined,
    document: async (_, __, use) => use(path),
    paths: [path],
    ignores: () => false,
  };
}
