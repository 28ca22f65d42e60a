import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ApprovalSettings } from "../../constructs/settings";
import { CommandError, type CommandResult, run, runOrThrow } from "./command";
import { Deployment } from "./deployment";

/** The project's root. */
export const CHECKOUT = join(__dirname, "..", "..");

/** The one approver, where the settings name none. */
export const APPROVER = "approver@example.com";

/** All that a deployment is made of. A checkout's state and variable files are not: they stay where they are. */
const COPIED = ["constructs", "lambdas", "main.ts", "package.json", "tsconfig.json"];

const SOURCE = "source";

const STACK = "sfn-approval";

/** Where projects are made, and with what they run. */
export interface Workplace {
  /** A temporary folder; {@link copySource} has put into it what the projects are copies of. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Name of the Terraform program. */
  readonly terraform: string;
}

/** Copies the project's source into a folder, so that whoever edits it meanwhile disturbs nothing. */
export function copySource(folder: string): void {
  const source = join(folder, SOURCE);
  for (const name of COPIED) {
    cpSync(join(CHECKOUT, name), join(source, name), { recursive: true });
  }
  // Without the settings of this checkout, which may be anybody's.
  const cdktf = JSON.parse(readFileSync(join(CHECKOUT, "cdktf.json"), "utf8"));
  writeFileSync(join(source, "cdktf.json"), JSON.stringify({ ...cdktf, context: {} }));
  symlinkSync(join(CHECKOUT, "node_modules"), join(source, "node_modules"));
}

/** What is looked at of the synthesized Terraform JSON. */
export interface SynthesizedConfig {
  readonly terraform: { readonly required_providers: Readonly<Record<string, unknown>> };
  readonly variable?: Readonly<Record<string, unknown>>;
}

/** A copy of the project in a temporary folder, to synthesize and deploy from. */
export class Project {
  readonly root: string;
  readonly #workplace: Workplace;
  #settings: Partial<ApprovalSettings>;

  constructor(workplace: Workplace, settings: Partial<ApprovalSettings> = {}) {
    this.#workplace = workplace;
    this.#settings = settings;
    this.root = mkdtempSync(join(workplace.folder, "project-"));
    cpSync(join(workplace.folder, SOURCE), this.root, { recursive: true });
  }

  /** Another project in the same workplace. */
  another(settings: Partial<ApprovalSettings> = {}): Project {
    return new Project(this.#workplace, settings);
  }

  /** The synthesized stack's folder, where Terraform runs. */
  get stackFolder(): string {
    return join(this.root, "cdktf.out", "stacks", STACK);
  }

  get stateFile(): string {
    return join(this.root, `terraform.${STACK}.tfstate`);
  }

  /** The synthesized Terraform JSON. */
  get config(): SynthesizedConfig {
    return JSON.parse(readFileSync(join(this.stackFolder, "cdk.tf.json"), "utf8"));
  }

  /** Synthesizes, with other settings than before if there are any. */
  async synth(settings = this.#settings): Promise<void> {
    this.#settings = settings;
    await runOrThrow([process.execPath, "--require", "tsx/cjs", "main.ts"], this.#options(this.root));
  }

  /** Runs a command of CDKTF on the project, as a person does. */
  cdktf(...args: string[]): Promise<CommandResult> {
    return runOrThrow([join(this.root, "node_modules", ".bin", "cdktf"), ...args], this.#options(this.root));
  }

  /** Runs Terraform on the synthesized stack; it must succeed. */
  terraform(...args: string[]): Promise<CommandResult> {
    return runOrThrow([this.#workplace.terraform, ...args], this.#options(this.stackFolder, APPROVER));
  }

  /** Synthesizes and makes the stack's folder ready for Terraform. */
  async init(): Promise<void> {
    await this.synth();
    await this.terraform("init");
  }

  /** Plans and applies. */
  async apply(): Promise<void> {
    await this.terraform("plan", "-out=tfplan");
    await this.terraform("apply", "tfplan");
  }

  /** @throws CommandError if a plan changes anything */
  async assertEmptyPlan(): Promise<void> {
    const { exitCode, output } = await this.#run("plan", "-detailed-exitcode");
    if (exitCode !== 0) {
      throw new CommandError(exitCode === 2 ? "the plan is not empty" : "terraform plan failed", output);
    }
  }

  /** @throws CommandError if an address is accepted, or refused with another message */
  async assertRefusesEmail(email: string, message: string): Promise<void> {
    const { exitCode, output } = await this.#run("plan", `-var=email=${email}`);
    if (exitCode !== 1 || !output.includes(message)) {
      throw new CommandError(`terraform plan: exit code ${exitCode}, expected 1 and "${message}"`, output);
    }
  }

  /** Destroys everything, and looks whether the state agrees. */
  async destroy(): Promise<void> {
    await this.terraform("destroy", "-auto-approve");
    this.assertNothingLeft();
  }

  /** @throws AssertionError if the state knows of any resource */
  assertNothingLeft(): void {
    assert(existsSync(this.stateFile), `there is no ${this.stateFile}`);
    assert.deepEqual(JSON.parse(readFileSync(this.stateFile, "utf8")).resources, []);
  }

  /** What exists, by the state. */
  async deployment(): Promise<Deployment> {
    return new Deployment((await this.terraform("show", "-json")).stdout);
  }

  #run(...args: string[]): Promise<CommandResult> {
    return run([this.#workplace.terraform, ...args], this.#options(this.stackFolder, APPROVER));
  }

  #options(cwd: string, email?: string): { cwd: string; env: NodeJS.ProcessEnv } {
    const env = {
      ...this.#workplace.environment,
      SFN_APPROVAL_SETTINGS: JSON.stringify(this.#settings),
      ...(email !== undefined && { TF_VAR_email: email }),
    };
    return { cwd, env };
  }
}
