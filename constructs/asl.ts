/**
 * A state in Amazon States Language, in its own words.
 *
 * @see https://states-language.net
 */
export interface AslState {
  readonly Type: "Task" | "Pass" | "Choice" | "Wait" | "Succeed" | "Fail" | "Map" | "Parallel";
  readonly [field: string]: unknown;
}

/** Some states of a state machine, and the one of them to go to first. */
export interface AslFragment {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, AslState>>;
}
