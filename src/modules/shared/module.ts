import type { Body } from '../../hcl';
import type { Markdown } from '../../language';
import type { ModuleStack } from '../../module-stack/module-stack';

/** A module as it is emitted: its Terraform code and what stands around it. */
export interface Module {
  /** The inputs, resources and outputs of the module. */
  readonly stack: ModuleStack;
  /** The parts of the README that the code does not say. */
  readonly readme: Readme;
  /** Files below `tests/`, by name without `.tftest.hcl`. */
  readonly tests: Readonly<Record<string, Body>>;
  /** JSON files beside the code, by name. @default - none */
  readonly data?: Readonly<Record<string, unknown>>;
  /** Checks that only the app makes, although its document asks for them. @default - nothing */
  readonly skipped?: readonly Remark[];
  /** Operations that can't be routes of their own, with the reason. @default - none */
  readonly unroutable?: readonly Remark[];
}

/** Something of the app that the module does not do. */
export interface Remark {
  /** The operation, or the place in it. @example 'createItem: body.tags[].name' */
  readonly where: string;
  /** The reason, in plain words. */
  readonly what: string;
}

/** The parts of a README that cannot be read from the module's code. */
export interface Readme {
  /** The purpose of the module. */
  readonly about: Markdown;
  /** A call of the module: HCL that is valid as it stands, beside a provider. */
  readonly usage: Body;
  /** The lines of a Mermaid flowchart. */
  readonly diagram: readonly string[];
  /** Notes for the user. @default - none */
  readonly notes?: Markdown;
}
