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
  /** The operations that can't have routes. @default - all can */
  readonly withoutRoute?: OperationsWithoutRoute;
}

/** An operation that can't have a route, with the reason. */
export interface UnroutedOperation extends Remark {
  /** Id of the operation. */
  readonly id: string;
}

/** The operations of a router module that can't have routes, and the ways that there are with them. */
export interface OperationsWithoutRoute {
  /** The operations, each with the reason. */
  readonly operations: readonly UnroutedOperation[];
  /** Whether isolated functions can be beside `/{proxy+}`, which serves these operations. */
  readonly besideProxy: boolean;
  /** The ways to an API whose plan passes, as HCL in words, one after the other. */
  readonly ways: readonly string[];
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
