/** What to deploy, and where. */
interface Deployment {
  readonly environment: string;
  readonly version: string;
  readonly artifact: string;
}

/** Where a real one would switch the environment over to the artifact, this one only says so. */
export async function handler({ environment, version, artifact }: Deployment) {
  console.info({ event: "deployed", environment, version, artifact });
  return { environment, version };
}
