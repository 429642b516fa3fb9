/** The FastAPI applications of a Python file, from its text alone: an import could fail, or have effects. */
export interface Definitions {
  /**
   * Variables that hold an application: `app = FastAPI()`, `app: FastAPI = ...`, and `app = make()` where the
   * function makes one in the file.
   */
  readonly objects: readonly string[];
  /**
   * Functions at the top that can be called without arguments, and are annotated to return an application or return
   * one.
   */
  readonly factories: readonly string[];
  /** All functions at the top that make an application: the factories, and those that are called with arguments. */
  readonly makers: readonly string[];
  /** The functions of other files that make the objects: `create_app`, of `app = create_app(settings)`. */
  readonly makersElsewhere: readonly string[];
}

/**
 * The applications that a Python file defines.
 *
 * @param elsewhere names of functions of other files that make an application, which the file may import
 * @example findFastApiApps('from fastapi import FastAPI\napp = FastAPI()').objects // ['app']
 */
export function findFastApiApps(text: string, elsewhere: readonly string[] = []): Definitions {
  const code = withoutTexts(text);
  const classes = [
    'FastAPI',
    ...[...code.matchAll(/\bFastAPI\s+as\s+(\w+)/g)].map(([, name = '']) => name),
  ].join('|');
  const makers: string[] = [];
  const factories: string[] = [];
  // `) -> FastAPI:` still belongs to the function above
  for (const part of code.split(/^(?=[^\s)])/m)) {
    const [all, name, parameters = '', returns = ''] =
      /^(?:async\s+)?def\s+(\w+)\s*\(([\s\S]*?)\)\s*(?:->\s*([^:\n]+?))?\s*:/.exec(part) ?? [];
    if (name === undefined || !makes(classes, returns, part.slice(all?.length))) continue;
    makers.push(name);
    if (isCallable(parameters) && part.startsWith('def')) factories.push(name);
  }
  const imported = importedAs(code, elsewhere);
  const calls = [`(?:\\w+\\.)?(?:${classes})`, ...makers, ...imported.keys()].join('|');
  const assigned = new RegExp(
    `^(\\w+)\\s*:\\s*(?:\\w+\\.)?(?:${classes})\\s*=\\s*(\\w*)|^(\\w+)(?:\\s*:\\s*[\\w.]+)?\\s*=\\s*(${calls})\\(`,
    'gm',
  );
  const found = [...code.matchAll(assigned)];
  const objects = found.map(([, typed, , held]) => typed ?? held ?? '');
  const makersElsewhere = found.flatMap(([, , by, , called]) => imported.get(by ?? called ?? '') ?? []);
  return { objects: [...new Set(objects)], factories, makers, makersElsewhere };
}

/** The functions among `names` that the code imports from modules, by the names that it calls them by. */
function importedAs(code: string, names: readonly string[]): ReadonlyMap<string, string> {
  const lists = [...code.matchAll(/^from\s+[\w.]+\s+import\s+(?:\(([^)]*)\)|(.+))/gm)];
  const words = lists.flatMap(([, lines = '', line = '']) =>
    (lines || line).replace(/#.*$/gm, '').split(','),
  );
  return new Map(
    words.flatMap((word): [string, string][] => {
      const [, name = '', called = name] = /^\s*(\w+)(?:\s+as\s+(\w+))?\s*$/.exec(word) ?? [];
      return names.includes(name) ? [[called, name]] : [];
    }),
  );
}

/** Whether a function returns an application: by its own word, or else by what it does. */
function makes(classes: string, returns: string, body: string): boolean {
  if (returns) return new RegExp(`^["']?(?:\\w+\\.)*(?:${classes})["']?$`).test(returns.trim());
  const made = new RegExp(`^\\s+(\\w+)\\s*(?::\\s*[\\w.]+\\s*)?=\\s*(?:\\w+\\.)?(?:${classes})\\(`, 'm');
  const [, variable] = made.exec(body) ?? [];
  return (
    new RegExp(`^\\s+return\\s+(?:\\w+\\.)?(?:${classes})\\(`, 'm').test(body) ||
    (variable !== undefined && new RegExp(`^\\s+return\\s+${variable}\\s*$`, 'm').test(body))
  );
}

/** Whether a function can be called without arguments. */
function isCallable(parameters: string): boolean {
  return parameters
    .replace(/#.*$/gm, '')
    .replace(/\[[^\]]*\]/g, '')
    .split(',')
    .map((one) => one.trim())
    .every((one) => one === '' || one.startsWith('*') || one === '/' || one.includes('='));
}

/** The code without comments, and with empty strings of several lines. */
function withoutTexts(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(/("""|''')[\s\S]*?\1/g, '""')
    .replace(/^\s*#.*$/gm, '');
}
