import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, runOrThrow } from "./command";
import { emulatorEndpoint, emulatorVariables, environmentWithoutCredentials } from "./environment";
import { copySource, Project, type Workplace } from "./project";

/** There is nothing to check with: no Terraform, or none of the providers that the project needs. */
export class UnavailableError extends Error {
  override readonly name = "UnavailableError";
}

/** What Terraform is set up to find, and how far one may go with it. */
export interface Provider {
  readonly workplace: Workplace;
  /** Whether applying reaches no account of AWS. */
  readonly appliesSafely: boolean;
  /** Says all that in a line. */
  readonly description: string;
}

/** The account in AWS's documentation. It is nobody's, so only a stand-in for the provider says it is in it. */
const STAND_IN_ACCOUNT = "123456789012";

/**
 * Finds out which AWS provider Terraform is set up to find: a stand-in, or the real one, and whether that talks
 * to an emulator.
 *
 * A stand-in is known by its answer to a plan that only asks for the account: without any credentials the real
 * provider has none.
 *
 * @param folder a temporary folder to work in
 * @throws UnavailableError if there is no Terraform, or it finds no provider
 * @throws CommandError if the project cannot be synthesized
 */
export async function findProvider(folder: string, environment: NodeJS.ProcessEnv): Promise<Provider> {
  const terraform = environment.TERRAFORM_BINARY_NAME ?? "terraform";
  const pluginCache = environment.TF_PLUGIN_CACHE_DIR ?? join(folder, "plugin-cache");
  mkdirSync(pluginCache, { recursive: true });
  const workplace: Workplace = {
    folder,
    terraform,
    environment: {
      ...environmentWithoutCredentials(environment),
      TF_PLUGIN_CACHE_DIR: pluginCache,
      // Otherwise the real provider is downloaded for every project anew.
      TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: "1",
    },
  };
  const { exitCode } = await run([terraform, "version"], { cwd: folder, env: workplace.environment });
  if (exitCode !== 0) {
    throw new UnavailableError(`There is no Terraform to check with: "${terraform} version" does not work`);
  }

  copySource(folder);
  const project = new Project(workplace);
  await project.synth();
  const { version, account } = await askForAccount(workplace, project.config.terraform.required_providers);
  const endpoint = emulatorEndpoint(environment);
  if (account === STAND_IN_ACCOUNT) {
    return {
      workplace,
      appliesSafely: true,
      description: `${version}, a stand-in: everything is applied, and nothing reaches AWS`,
    };
  }
  if (endpoint !== undefined) {
    return {
      workplace: { ...workplace, environment: { ...workplace.environment, ...emulatorVariables(endpoint) } },
      appliesSafely: true,
      description: `${version} with the emulator at ${endpoint}: everything is applied there`,
    };
  }
  return {
    workplace,
    appliesSafely: false,
    description: `${version}, the real one and no emulator: configurations are validated, nothing is applied`,
  };
}

async function askForAccount(
  { folder, terraform, environment: env }: Workplace,
  requiredProviders: Readonly<Record<string, unknown>>,
): Promise<{ version: string; account: unknown }> {
  const cwd = join(folder, "account");
  mkdirSync(cwd);
  const question = {
    terraform: { required_providers: requiredProviders },
    data: { aws_caller_identity: { account: {} } },
    output: { account: { value: `\${data.aws_caller_identity.account.account_id}` } },
  };
  writeFileSync(join(cwd, "main.tf.json"), JSON.stringify(question));

  const init = await run([terraform, "init"], { cwd, env });
  if (init.exitCode !== 0) {
    throw new UnavailableError(`There is no provider to check with: ${reasonOf(init.output)}`);
  }
  const { stdout } = await runOrThrow([terraform, "version", "-json"], { cwd, env });
  const { terraform_version: terraformVersion, provider_selections: selections } = JSON.parse(stdout);
  const aws = Object.keys(selections).find((address) => address.endsWith("/hashicorp/aws"));
  const version = `Terraform ${terraformVersion} and ${aws} ${aws && selections[aws]}`;

  const plan = await run([terraform, "plan", "-out=plan"], { cwd, env });
  if (plan.exitCode !== 0) {
    return { version, account: undefined };
  }
  const shown = await runOrThrow([terraform, "show", "-json", "plan"], { cwd, env });
  return { version, account: JSON.parse(shown.stdout).planned_values.outputs.account.value };
}

/** The first error in Terraform's output, on one line and without what Terraform advises. */
function reasonOf(output: string): string {
  const [, error = output] = output.split("Error: ");
  const [reason = error] = error.split("To see which modules");
  return reason.replace(/[\s│╷╵]+/g, " ").trim();
}
