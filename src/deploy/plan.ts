/** A plan, as far as it is read here. It is parsed once: that of a large root has many megabytes. */
export interface Plan {
  readonly variables?: Readonly<Record<string, { readonly value?: unknown }>>;
  readonly prior_state?: { readonly values?: { readonly root_module?: PlannedModule } };
  readonly planned_values?: { readonly root_module?: PlannedModule };
  readonly resource_changes?: readonly ResourceChange[];
  readonly configuration?: {
    readonly root_module?: { readonly variables?: Readonly<Record<string, unknown>> };
    readonly provider_config?: Readonly<Record<string, PlannedProvider>>;
  };
}

/** A module of a plan, or of the state before it. */
export interface PlannedModule {
  readonly resources?: readonly {
    readonly address: string;
    readonly type: string;
    readonly mode: string;
    readonly values?: Readonly<Record<string, unknown>>;
  }[];
  readonly child_modules?: readonly PlannedModule[];
}

/** What a plan does to a resource. */
export interface ResourceChange {
  readonly address: string;
  readonly type: string;
  readonly change: {
    readonly before?: Readonly<Record<string, unknown>> | null;
    readonly after?: Readonly<Record<string, unknown>> | null;
    readonly after_unknown?: Readonly<Record<string, unknown>> | boolean;
  };
}

/** A provider, as the files of a root configure it. */
export interface PlannedProvider {
  readonly name?: string;
  /** Address of the module that has the provider; missing for providers of the root. */
  readonly module_address?: string;
  readonly expressions?: {
    readonly region?: { readonly constant_value?: unknown; readonly references?: readonly string[] };
  };
}

/**
 * Reads a plan.
 *
 * @param json of `terraform show -json <plan>`
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export function readPlan(json: string): Plan {
  return JSON.parse(json) as Plan;
}

/** The resources of a module and of those in it. */
export function resourcesOf({
  resources = [],
  child_modules = [],
}: PlannedModule = {}): NonNullable<PlannedModule['resources']> {
  return [...resources, ...child_modules.flatMap((module) => resourcesOf(module))];
}
