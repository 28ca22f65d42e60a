/** What to take back, and where. */
interface RollBack {
  readonly environment: string;
  readonly version: string;
}

/** Where a real one would switch the environment back, this one only says so. */
export async function handler({ environment, version }: RollBack) {
  console.info({ event: "rolled back", environment, version });
  return { environment, rolledBack: version };
}
