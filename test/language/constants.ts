import { dirname, resolve } from 'node:path';
import ts from 'typescript';

/** A place where code is made of something that is not constant. */
export interface Finding {
  /** `src/modules/x.ts:12` */
  readonly where: string;
  readonly code: string;
}

/** The text that a node takes as code, if it takes one: it has to be constant. */
type CodeIn = (node: ts.Node) => ts.Expression | undefined;

/**
 * Places that make code of a text which this program does not hold as a constant. A text is constant when it is written
 * in the sources, or made of such texts: by `const`, by functions of the sources whose arguments are constant wherever
 * they are called, by methods of texts and lists. Numbers, booleans and names of a union type are constant too.
 *
 * @param sources the sources of this program by their absolute path; packages are not looked at
 */
export function madeOfOtherTexts(sources: ReadonlyMap<string, string>, codeIn: CodeIn): readonly Finding[] {
  const program = programOf(sources);
  const constants = new Constants(program, sources);
  const found: Finding[] = [];
  for (const path of sources.keys()) {
    const file = program.getSourceFile(path);
    if (!file) throw new Error(`not read: ${path}`);
    const walk = (node: ts.Node): void => {
      const given = codeIn(node);
      if (given && !constants.has(given)) {
        const { line } = file.getLineAndCharacterOfPosition(node.getStart());
        found.push({
          where: `${path}:${line + 1}`,
          code: node.getText().replaceAll(/\s+/g, ' ').slice(0, 120),
        });
      }
      ts.forEachChild(node, walk);
    };
    walk(file);
  }
  return found;
}

/** A program of these files alone: without the types of packages and of Node it is read in a second. */
function programOf(sources: ReadonlyMap<string, string>): ts.Program {
  const files = new Map<string, ts.SourceFile>();
  for (const [path, text] of sources)
    files.set(path, ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  const host: ts.CompilerHost = {
    getSourceFile: (path) => files.get(path),
    fileExists: (path) => files.has(path),
    readFile: (path) => sources.get(path),
    getDefaultLibFileName: () => '/lib.d.ts',
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    writeFile: () => undefined,
    resolveModuleNameLiterals: (names, from) =>
      names.map(({ text }) => {
        const base = resolve(dirname(from), text);
        const found = [`${base}.ts`, `${base}/index.ts`].find((path) => files.has(path));
        return {
          resolvedModule: found && {
            resolvedFileName: found,
            extension: ts.Extension.Ts,
            isExternalLibraryImport: false,
          },
        } as ts.ResolvedModuleWithFailedLookupLocations;
      }),
  };
  return ts.createProgram([...sources.keys()], { noLib: true, strict: true }, host);
}

class Constants {
  private readonly checker: ts.TypeChecker;
  /** Calls of each function of the sources. */
  private readonly calls = new Map<ts.Node, ts.CallExpression[]>();
  private readonly known = new Map<ts.Node, boolean>();

  constructor(program: ts.Program, sources: ReadonlyMap<string, string>) {
    this.checker = program.getTypeChecker();
    const walk = (node: ts.Node): void => {
      if (ts.isCallExpression(node)) {
        const called = this.functionOf(node.expression);
        if (called) this.calls.set(called, [...(this.calls.get(called) ?? []), node]);
      }
      ts.forEachChild(node, walk);
    };
    for (const path of sources.keys()) {
      const file = program.getSourceFile(path);
      if (file) walk(file);
    }
  }

  /** Whether all that an expression gives is constant; what depends on itself adds nothing. */
  has(node: ts.Node): boolean {
    const before = this.known.get(node);
    if (before !== undefined) return before;
    this.known.set(node, true);
    const is = this.isConstantType(node) || this.isConstant(node);
    this.known.set(node, is);
    return is;
  }

  private isConstantType(node: ts.Node): boolean {
    const ok = (type: ts.Type): boolean =>
      type.isUnion()
        ? type.types.every(ok)
        : (type.flags &
            (ts.TypeFlags.StringLiteral |
              ts.TypeFlags.NumberLike |
              ts.TypeFlags.BooleanLike |
              ts.TypeFlags.Null |
              ts.TypeFlags.Undefined)) !==
          0;
    return ok(this.checker.getTypeAtLocation(node));
  }

  private isConstant(node: ts.Node): boolean {
    const all = (nodes: Iterable<ts.Node>) => [...nodes].every((one) => this.has(one));
    if (ts.isStringLiteralLike(node) || ts.isRegularExpressionLiteral(node) || ts.isNumericLiteral(node))
      return true;
    if (ts.isTemplateExpression(node)) return all(node.templateSpans.map(({ expression }) => expression));
    if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
      return this.has(node.expression);
    if (ts.isSpreadElement(node) || ts.isNonNullExpression(node)) return this.has(node.expression);
    if (ts.isConditionalExpression(node)) return all([node.whenTrue, node.whenFalse]);
    if (ts.isBinaryExpression(node)) return all([node.left, node.right]);
    if (ts.isArrayLiteralExpression(node)) return all(node.elements);
    if (ts.isObjectLiteralExpression(node))
      return node.properties.every((one) => {
        if (ts.isPropertyAssignment(one)) return this.has(one.initializer);
        if (ts.isShorthandPropertyAssignment(one)) return this.has(one.name);
        return ts.isSpreadAssignment(one) && this.has(one.expression);
      });
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node))
      return this.has(node.expression);
    if (ts.isIdentifier(node)) return this.isConstantName(node);
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isFunctionDeclaration(node))
      return this.returns(node).every((one) => this.has(one));
    if (ts.isCallExpression(node)) return this.isConstantCall(node);
    return false;
  }

  private isConstantCall(node: ts.CallExpression): boolean {
    const called = this.functionOf(node.expression);
    // Its parameters are looked at by all of its calls
    if (called) return this.has(called);
    const given = node.arguments.every((one) => this.has(one));
    if (!ts.isPropertyAccessExpression(node.expression))
      return given && /^(?:String|Number)$/.test(node.expression.getText());
    const of = node.expression.expression;
    return given && (/^(?:Object|Math|String|Array)$/.test(of.getText()) || this.has(of));
  }

  private isConstantName(node: ts.Identifier): boolean {
    if (node.text === 'undefined') return true;
    const declaration = this.declarationOf(node);
    if (!declaration) return false;
    if (ts.isFunctionDeclaration(declaration)) return this.has(declaration);
    if (ts.isVariableDeclaration(declaration)) {
      const list = declaration.parent;
      if (ts.isVariableDeclarationList(list) && !(list.flags & ts.NodeFlags.Const)) return false;
      if (declaration.initializer) return this.has(declaration.initializer);
      return ts.isForOfStatement(list.parent) && this.has(list.parent.expression);
    }
    if (ts.isParameter(declaration)) return this.isConstantParameter(declaration);
    if (ts.isBindingElement(declaration)) {
      if (declaration.initializer && !this.has(declaration.initializer)) return false;
      let of: ts.Node = declaration;
      while (ts.isBindingElement(of) || ts.isObjectBindingPattern(of) || ts.isArrayBindingPattern(of))
        of = of.parent;
      if (ts.isParameter(of)) return this.isConstantParameter(of);
      if (!ts.isVariableDeclaration(of)) return false;
      if (of.initializer) return this.has(of.initializer);
      return ts.isForOfStatement(of.parent.parent) && this.has(of.parent.parent.expression);
    }
    return false;
  }

  /** A parameter is what its function is called with: by name, or by the method of a list that it is given to. */
  private isConstantParameter(parameter: ts.ParameterDeclaration): boolean {
    if (parameter.initializer && !this.has(parameter.initializer)) return false;
    const of = parameter.parent;
    const at = of.parameters.indexOf(parameter);
    if (ts.isCallExpression(of.parent) && ts.isPropertyAccessExpression(of.parent.expression)) {
      // (…).map((one) => …): a place in the list is a number
      return at > 0 || this.has(of.parent.expression.expression);
    }
    const calls = this.calls.get(of) ?? [];
    return (
      calls.length > 0 &&
      calls.every((call) => {
        const rest = parameter.dotDotDotToken ? call.arguments.slice(at) : call.arguments.slice(at, at + 1);
        return rest.every((one) => this.has(one));
      })
    );
  }

  private returns(of: ts.FunctionLikeDeclaration): ts.Expression[] {
    if (of.body && !ts.isBlock(of.body)) return [of.body];
    const found: ts.Expression[] = [];
    const walk = (node: ts.Node): void => {
      if (ts.isFunctionLike(node)) return;
      if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
      ts.forEachChild(node, walk);
    };
    if (of.body) walk(of.body);
    return found;
  }

  /** The function of the sources that an expression names. */
  private functionOf(expression: ts.Expression): ts.FunctionLikeDeclaration | undefined {
    if (!ts.isIdentifier(expression)) return undefined;
    const declaration = this.declarationOf(expression);
    if (declaration && ts.isFunctionDeclaration(declaration)) return declaration;
    if (!declaration || !ts.isVariableDeclaration(declaration)) return undefined;
    const { initializer } = declaration;
    return initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer))
      ? initializer
      : undefined;
  }

  private declarationOf(node: ts.Node): ts.Declaration | undefined {
    const parent = node.parent;
    const symbol =
      parent && ts.isShorthandPropertyAssignment(parent)
        ? this.checker.getShorthandAssignmentValueSymbol(parent)
        : this.checker.getSymbolAtLocation(node);
    if (!symbol) return undefined;
    const real = symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
    return real.declarations?.[0];
  }
}
