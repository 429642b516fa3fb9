import { type ParserOptions, parse, parseExpression } from '@babel/parser';
import type { Problem } from '../errors';

/** A part of a source text, with its place in it: from `start` up to `end`. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** A module of TypeScript with JSX. */
export interface Module {
  /** The statements at its top. */
  readonly body: readonly SyntaxNode[];
  readonly comments: readonly SyntaxNode[];
}

/** A node with those that it is in, the nearest first. */
export interface Found {
  readonly node: SyntaxNode;
  readonly ancestors: readonly SyntaxNode[];
}

const TSX: ParserOptions = {
  sourceType: 'module',
  plugins: ['typescript', 'jsx', 'decorators'],
  attachComment: false,
};

/** Parses a module. @returns a problem where it is none */
export function moduleOf(path: string, text: string): Module | Problem {
  try {
    const { program, comments } = parse(text, TSX);
    return {
      body: program.body as readonly SyntaxNode[],
      comments: (comments ?? []) as readonly SyntaxNode[],
    };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { line, column } = (error as SyntaxError & { loc?: { line: number; column: number } }).loc ?? {};
    return {
      where: line === undefined ? path : `${path}:${line}:${(column ?? 0) + 1}`,
      what: `the file has a syntax error: ${error.message.replace(/ \(\d+:\d+\)$/, '')}`,
      fix: 'correct the file',
    };
  }
}

/** The value that a text of JSON holds, as syntax. @throws SyntaxError for what is no expression */
export function jsonSyntax(text: string): SyntaxNode {
  return parseExpression(text, { attachComment: false }) as SyntaxNode;
}

/** A member of a node by its name; TypeScript does not know which a kind of node has. */
export function memberOf(node: SyntaxNode | undefined, name: string): unknown {
  return (node as unknown as Record<string, unknown> | undefined)?.[name];
}

/** A member of a node that is a node. */
export function nodeIn(node: SyntaxNode | undefined, name: string): SyntaxNode | undefined {
  const member = memberOf(node, name);
  return isNode(member) ? member : undefined;
}

/** A member of a node that is a list of nodes. */
export function nodesIn(node: SyntaxNode | undefined, name: string): readonly SyntaxNode[] {
  const member = memberOf(node, name);
  return Array.isArray(member) ? member.filter(isNode) : [];
}

/** All nodes of a module, each before those that are in it. */
export function* allNodes(
  nodes: readonly SyntaxNode[],
  ancestors: readonly SyntaxNode[] = [],
): Generator<Found> {
  for (const node of nodes) {
    yield { node, ancestors };
    const inner = Object.values(node).flat().filter(isNode);
    yield* allNodes(inner, [node, ...ancestors]);
  }
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string';
}
