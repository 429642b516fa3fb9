import type { Command } from 'commander';
import type { DeclaredChange, ModuleChange, UpgradePlan } from '../../upgrade';
import { Context, type Outputs, type Shared, shared } from '../context';
import { counted } from '../file-list';
import { onInterrupt } from '../interrupt';

interface Options extends Shared {
  readonly dryRun?: boolean;
  readonly diff?: boolean;
  readonly yes?: boolean;
}

export function addUpgrade(root: Command, outputs: Outputs): void {
  const command = root
    .command('upgrade')
    .description('move a project to this Terragate, and say what that changes')
    .option('--dry-run', 'say what would change, and write nothing')
    .option('--diff', 'print each change of a text as a diff too')
    .option('-y, --yes', 'do not ask')
    .action((options: Options) => run(options, outputs));
  shared(command, 'terragate upgrade --dry-run');
}

async function run(options: Options, outputs: Outputs): Promise<void> {
  const context = await Context.open(options, outputs, true);
  const { goesOn } = await import('../../deploy/agreed');
  const { planUpgrade, writeUpgrade } = await import('../../upgrade');
  const plan = await planUpgrade(context.project);
  const patch = options.diff ? await patchOf(plan) : undefined;
  const told = (written: boolean) => ({
    ...asData(plan),
    ...(patch === undefined ? {} : { patch }),
    written,
  });
  const words = [...asWords(plan), ...(patch === undefined ? [] : [patch.trimEnd()])];
  if (isDone(plan))
    return context.result(told(false), [`${versions(plan)}: nothing to change`, ...plan.notes]);
  if (options.dryRun)
    return context.result(told(false), [...words, ...(context.quiet ? [] : ['nothing was written'])]);
  const interrupt = onInterrupt();
  try {
    const show = (line: string) => outputs.err.line(line);
    if (!options.yes) for (const line of words) show(line);
    const asking = { yes: options.yes === true, show, signal: interrupt.signal };
    if (!(await goesOn(asking, 'Write these files?', 'to upgrade the project')))
      return context.result(told(false), []);
    writeUpgrade(plan);
  } finally {
    interrupt.forget();
  }
  const width = Math.max(...plan.next.map(({ command }) => command.length));
  context.result(told(true), [
    ...(options.yes ? words : [`${versions(plan)}: done`]),
    'next:',
    ...plan.next.map(({ command, does }) => `  ${command.padEnd(width)}   # ${does}`),
  ]);
}

async function patchOf({ changes }: UpgradePlan): Promise<string> {
  const { patchOf: patch } = await import('../../system/patch');
  return changes.map(patch).join('');
}

function isDone({ changes, package: { write, remove } }: UpgradePlan): boolean {
  return changes.length === 0 && write === undefined && remove === undefined;
}

function versions({ from, to }: UpgradePlan): string {
  return from === undefined || from === to ? `Terragate ${to}` : `Terragate ${from} -> ${to}`;
}

/** The files of the package that are new, changed and gone, as `status path`. */
function packageFiles({ package: { texts, write, remove } }: UpgradePlan): readonly string[] {
  return [
    ...texts.map(({ path }) => `changed ${path}`),
    ...(write ? [`written ${write.path}`] : []),
    ...(remove === undefined ? [] : [`removed ${remove}`]),
  ];
}

function asData(plan: UpgradePlan) {
  const { from, to, package: own, modules, steps, next, notes } = plan;
  return {
    ...(from === undefined ? {} : { from }),
    to,
    package: {
      changed: own.texts.map(({ path }) => path),
      ...(own.write ? { written: own.write.path } : {}),
      ...(own.remove === undefined ? {} : { removed: own.remove }),
    },
    modules,
    steps,
    next: next.map(({ command }) => command),
    notes,
  };
}

function asWords(plan: UpgradePlan): string[] {
  const { modules, steps, notes } = plan;
  return [
    versions(plan),
    ...packageFiles(plan).map((line) => `  ${line}`),
    ...modules.flatMap(moduleWords),
    ...(steps.length ? ['what it asks of projects that have one of these:'] : []),
    ...steps.map(({ version, what, fix }) => `  ${version}   ${what}\n          ${fix}`),
    ...notes.map((note) => `note: ${note}`),
  ];
}

function moduleWords({ folder, files, declared }: ModuleChange): string[] {
  const counts = Object.entries(files).filter(([, count]) => count > 0);
  return [
    `${folder}   ${counts.map(([kind, count]) => `${counted(count, 'file')} ${kind}`).join(', ')}`,
    ...declared.map((change) => `  ${declaredWords(change)}`),
  ];
}

function declaredWords({ kind, name, change, before, after }: DeclaredChange): string {
  const subject = `${kind} ${name}`;
  switch (change) {
    case 'new':
      return after === undefined ? `+ ${subject}` : `+ ${subject} (${valueWords(after)})`;
    case 'gone':
      return `- ${subject}`;
    case 'moved':
      return `> ${subject} is ${after}: its state moves by itself`;
    case 'default':
      return `~ ${subject}: ${valueWords(before)}, then ${valueWords(after)}`;
  }
}

/** A default in a few words. */
function valueWords(value = ''): string {
  if (value === 'required') return value;
  return `default ${value.length > 60 ? `${value.slice(0, 57)}...` : value}`;
}
