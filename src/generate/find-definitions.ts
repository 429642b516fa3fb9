/** What of a Python file is a FastAPI application, by its text alone: an import could fail, or do something. */
export interface Definitions {
  /** Variables that hold one: `app = FastAPI()`, and `app = create_app()` where that function is in the file. */
  readonly objects: readonly string[];
  /** Functions without required parameters that make one. */
  readonly factories: readonly string[];
}

/** @example definitionsIn('from fastapi import FastAPI\napp = FastAPI()').objects // ['app'] */
export function definitionsIn(text: string): Definitions {
  const code = withoutTexts(text);
  const classes = [
    'FastAPI',
    ...[...code.matchAll(/\bFastAPI\s+as\s+(\w+)/g)].map(([, name = '']) => name),
  ].join('|');
  const makes = new RegExp(`(?<![\\w.])(?:\\w+\\.)?(?:${classes})\\(`);
  const factories: string[] = [];
  const makers: string[] = [];
  // `) -> FastAPI:` still belongs to the function above
  for (const part of code.split(/^(?=[^\s)])/m)) {
    const [, name, parameters] = /^def\s+(\w+)\s*\(([^)]*)\)/.exec(part) ?? [];
    if (name === undefined || !makes.test(part) || !/^\s+return\b/m.test(part)) continue;
    makers.push(name);
    if (isCallable(parameters ?? '')) factories.push(name);
  }
  const calls = [`(?:\\w+\\.)?(?:${classes})`, ...makers].join('|');
  const assigned = new RegExp(`^(\\w+)(?:\\s*:\\s*[\\w.]+)?\\s*=\\s*(?:${calls})\\(`, 'gm');
  return { objects: [...code.matchAll(assigned)].map(([, name = '']) => name), factories };
}

/** Whether a function can be called without arguments. */
function isCallable(parameters: string): boolean {
  return parameters
    .replace(/\[[^\]]*\]/g, '')
    .split(',')
    .map((one) => one.trim())
    .every((one) => one === '' || one.startsWith('*') || one.includes('='));
}

/** The code without comments, and with empty strings of several lines. */
function withoutTexts(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(/("""|''')[\s\S]*?\1/g, '""')
    .replace(/^\s*#.*$/gm, '');
}
