/** What the tests use of it: the package comes without types. https://github.com/commonmark/commonmark.js#usage */
declare module 'commonmark' {
  export interface Node {
    readonly type: string;
    readonly literal: string | null;
    readonly destination: string | null;
    readonly info: string | null;
    readonly parent: Node | null;
    readonly firstChild: Node | null;
    readonly next: Node | null;
    walker(): { next(): { readonly entering: boolean; readonly node: Node } | null };
  }
  export class Parser {
    parse(text: string): Node;
  }
}
