import type { JsonObject } from "../json";
import { checkDefinition } from "./check-definition";
import { lowerChoiceRule } from "./choice-rule";
import { type Catcher, type Definition, itemProcessor, type Retrier, type State } from "./definition";
import { type EngineMachine, engineMachine } from "./engine";
import { checkSupported } from "./supported";

/** What a state machine is made of. */
export interface StateMachineSettings {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  /** In the Amazon States Language. */
  readonly definition: object;
  /** @default none */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A state machine, ready to be executed. */
export interface StateMachine extends Required<StateMachineSettings> {
  readonly creationDate: Date;
  readonly timeoutSeconds: number | undefined;
  readonly states: CompiledStates;
}

/** States that follow one another: those of a machine, of a Map's item processor, or of a Parallel's branch. */
export interface CompiledStates {
  readonly engine: EngineMachine;
  readonly states: Readonly<Record<string, State>>;
  /** What the Map and Parallel states among them run. */
  readonly inner: ReadonlyMap<string, readonly CompiledStates[]>;
}

/** Just under what `setTimeout` can do: beyond, the engine's timers fire at once. */
const LONGEST_ENGINE_SECONDS = 2_147_483;

/**
 * Makes a state machine out of its definition.
 *
 * @param hasStandIn whether a state's service is played by a stand-in
 * @throws AwsServiceError `InvalidDefinition` for one that is wrong or that the local run does not support
 */
export function createStateMachine(
  settings: StateMachineSettings,
  hasStandIn: (stateName: string) => boolean,
): StateMachine {
  const text = JSON.stringify(settings.definition);
  checkDefinition(JSON.parse(text));
  const definition: Definition = JSON.parse(text);
  checkSupported(definition, hasStandIn);
  return {
    tags: {},
    ...settings,
    definition,
    creationDate: new Date(),
    timeoutSeconds: definition.TimeoutSeconds,
    states: compile(definition),
  };
}

function compile(definition: Definition): CompiledStates {
  const { StartAt, States } = definition;
  const lowered = Object.fromEntries(Object.entries(States).map(([name, state]) => [name, lower(state)]));
  const inner = Object.entries(States).map(([name, state]) => [name, innerOf(state).map(compile)] as const);
  return {
    engine: engineMachine({ StartAt, States: lowered }),
    states: States,
    inner: new Map(inner),
  };
}

function innerOf(state: State): readonly Definition[] {
  switch (state.Type) {
    case "Parallel":
      return state.Branches;
    case "Map":
      return [itemProcessor(state) ?? []].flat();
    default:
      return [];
  }
}

/**
 * A state as the engine runs it.
 *
 * The engine knows the way through the states, retries and catches, and it chooses. What a state does, and how
 * its input and output come about, is done outside, as in a task; so every other state becomes one.
 */
function lower(state: State): JsonObject {
  if (state.Type === "Choice") {
    const { Choices, InputPath, OutputPath, Default } = state;
    return {
      Type: "Choice",
      Choices: Choices.map(lowerChoiceRule),
      ...(Default !== undefined && { Default }),
      ...(InputPath !== undefined && InputPath !== "$" && { InputPath }),
      ...(OutputPath !== undefined && OutputPath !== "$" && { OutputPath }),
    };
  }
  return {
    Type: "Task",
    Resource: "local",
    TimeoutSeconds: LONGEST_ENGINE_SECONDS,
    ...(state.Retry && { Retry: state.Retry.map(lowerRetrier) }),
    ...(state.Catch && { Catch: state.Catch.map(lowerCatcher) }),
    ...(state.Next === undefined ? { End: true } : { Next: state.Next }),
  };
}

function lowerRetrier({ MaxDelaySeconds = LONGEST_ENGINE_SECONDS, ...retrier }: Retrier): JsonObject {
  const longest = Math.min(MaxDelaySeconds, LONGEST_ENGINE_SECONDS);
  return { ...retrier, ErrorEquals: [...retrier.ErrorEquals], MaxDelaySeconds: longest };
}

/** The engine takes `$` for the name of a field. */
function lowerCatcher({ ErrorEquals, Next, ResultPath }: Catcher): JsonObject {
  return {
    ErrorEquals: [...ErrorEquals],
    Next,
    ...(ResultPath !== undefined && ResultPath !== "$" && { ResultPath }),
  };
}
