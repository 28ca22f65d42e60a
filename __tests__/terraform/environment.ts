/** Variables that would change what Terraform, CDKTF or the app does, or lead it to somebody's account. */
const DROPPED = /^(AWS_|TF_VAR_|TF_CLI_ARGS|TF_WORKSPACE$|TF_DATA_DIR$|TF_LOG|CDKTF_|SFN_APPROVAL_)/;

/**
 * An environment in which no credentials of AWS can be found: neither in variables, nor in files, nor from the
 * machine.
 *
 * How Terraform finds its providers (`TF_CLI_CONFIG_FILE`, `TF_PLUGIN_CACHE_DIR`) stays as it is.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs#authentication-and-configuration
 */
export function environmentWithoutCredentials(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(Object.entries(environment).filter(([name]) => !DROPPED.test(name.toUpperCase()))),
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_REGION: "us-east-1",
    CHECKPOINT_DISABLE: "1",
    // Without it CDKTF draws a spinner into its output.
    CI: "1",
    TF_CLI_ARGS: "-no-color",
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
  };
}

/**
 * The endpoint of an emulator of AWS on this machine, by `AWS_ENDPOINT_URL`; `undefined` if that is unset or
 * leads anywhere else.
 */
export function emulatorEndpoint(environment: NodeJS.ProcessEnv): string | undefined {
  const endpoint = environment.AWS_ENDPOINT_URL;
  if (endpoint === undefined || !URL.canParse(endpoint)) {
    return undefined;
  }
  const { hostname, protocol } = new URL(endpoint);
  const loopback = hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
  return loopback && /^https?:$/.test(protocol) ? endpoint : undefined;
}

/** What an emulator needs on top of {@link environmentWithoutCredentials}: its address, and keys to nothing. */
export function emulatorVariables(endpoint: string): NodeJS.ProcessEnv {
  return { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
}
