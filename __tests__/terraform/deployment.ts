import assert from "node:assert/strict";

/** The attributes that are looked at; which of them a resource has depends on its type. */
export interface ResourceAttributes {
  readonly arn?: string;
  readonly name?: string;
  readonly function_name?: string;
  readonly function_url?: string;
  readonly topic_arn?: string;
  readonly endpoint?: string;
  readonly definition?: string;
  readonly environment?: readonly { readonly variables: Readonly<Record<string, string>> }[];
  readonly tracing_config?: readonly { readonly mode: string }[];
  readonly tracing_configuration?: readonly { readonly enabled: boolean }[];
  readonly logging_configuration?: readonly { readonly level: string }[];
  readonly reserved_concurrent_executions?: number;
  readonly retention_in_days?: number;
  readonly permissions_boundary?: string;
  readonly tags_all?: Readonly<Record<string, string>>;
}

/** What is looked at of the task that asks for approval. */
export interface ApprovalTask {
  readonly TimeoutSeconds: number;
  readonly Parameters: {
    readonly Payload: {
      readonly LambdaURL: string;
      readonly Approvers: readonly { readonly Address: string; readonly TopicArn: string }[];
      readonly TimeoutSeconds: number;
    };
  };
}

/** @see https://developer.hashicorp.com/terraform/internals/json-format#state-representation */
interface State {
  readonly values?: {
    readonly outputs?: Readonly<Record<string, { readonly value: unknown }>>;
    readonly root_module: {
      readonly resources?: readonly {
        readonly mode: "managed" | "data";
        readonly type: string;
        readonly values: ResourceAttributes;
      }[];
    };
  };
}

/** What the state says exists. */
export class Deployment {
  readonly #state: State;

  /** @param json what `terraform show -json` says */
  constructor(json: string) {
    this.#state = JSON.parse(json);
  }

  /** The outputs' values by name. */
  get outputs(): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(this.#state.values?.outputs ?? {}).map(([name, { value }]) => [name, value]),
    );
  }

  /** All resources of a type, or of all types; without data sources. */
  resources(type?: string): ResourceAttributes[] {
    return (this.#state.values?.root_module.resources ?? [])
      .filter((resource) => resource.mode === "managed" && (type ?? resource.type) === resource.type)
      .map(({ values }) => values);
  }

  /** The one resource of a type. */
  resource(type: string): ResourceAttributes {
    const [resource, another] = this.resources(type);
    assert(
      resource !== undefined && another === undefined,
      `not one ${type} but ${this.resources(type).length}`,
    );
    return resource;
  }

  /** The names of everything that has one of its own, or its function's. */
  get names(): string[] {
    return this.resources().flatMap(({ name, function_name: functionName }) => name ?? functionName ?? []);
  }

  /** The environment variables of the functions, by the functions' names. */
  get environments(): Record<string, Readonly<Record<string, string>>> {
    return Object.fromEntries(
      this.resources("aws_lambda_function").map(({ function_name: name, environment }) => [
        name,
        environment?.[0]?.variables ?? {},
      ]),
    );
  }

  /** The workflow's first state, which asks for approval. */
  get task(): ApprovalTask {
    const { StartAt, States } = JSON.parse(this.resource("aws_sfn_state_machine").definition ?? "{}");
    return States[StartAt];
  }
}
