import { emulatorEndpoint, emulatorVariables, environmentWithoutCredentials } from "./environment";

describe("environmentWithoutCredentials", () => {
  it.each([
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_STS",
    "aws_access_key_id",
    "TF_VAR_email",
    "TF_CLI_ARGS_apply",
    "TF_WORKSPACE",
    "TF_DATA_DIR",
    "SFN_APPROVAL_SETTINGS",
  ])("drops %s", (name) => {
    expect(environmentWithoutCredentials({ [name]: "given" })).not.toHaveProperty(name);
  });

  it.each(["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"])("leads %s nowhere", (name) => {
    expect(environmentWithoutCredentials({ [name]: "/home/me/.aws/file" })).toHaveProperty(name, "/dev/null");
  });

  it("asks no machine for credentials", () => {
    const environment = environmentWithoutCredentials({ AWS_EC2_METADATA_DISABLED: "false" });
    expect(environment.AWS_EC2_METADATA_DISABLED).toBe("true");
  });

  it.each(["PATH", "HOME", "HTTPS_PROXY", "TF_CLI_CONFIG_FILE"])("keeps %s", (name) => {
    expect(environmentWithoutCredentials({ [name]: "given" })).toHaveProperty(name, "given");
  });
});

describe("emulatorEndpoint", () => {
  it.each([
    "http://127.0.0.1:4566",
    "http://127.0.0.53:4566",
    "http://localhost:4566",
    "https://localhost",
    "http://[::1]:4566",
  ])("is %s", (endpoint) => {
    expect(emulatorEndpoint({ AWS_ENDPOINT_URL: endpoint })).toBe(endpoint);
  });

  it.each([
    "https://sts.amazonaws.com",
    "http://10.0.0.1:4566",
    "http://localhost.example.com",
    "http://127.0.0.1.example.com",
    "http://127.0.0.1@example.com",
    "http://example.com/127.0.0.1",
    "file://localhost/etc",
    "localhost:4566",
    "",
    undefined,
  ])("is none when AWS_ENDPOINT_URL is %s", (endpoint) => {
    expect(emulatorEndpoint({ AWS_ENDPOINT_URL: endpoint })).toBeUndefined();
  });

  it("gets keys that open nothing", () => {
    expect(emulatorVariables("http://127.0.0.1:4566")).toEqual({
      AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    });
  });
});
