import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { ApprovalStack } from "./constructs/approval-stack";
import {
  type ApprovalSettings,
  readSettings,
  SETTINGS_KEY,
  SETTINGS_VARIABLE,
  SettingsError,
} from "./constructs/settings";
import { withoutSourceMaps } from "./constructs/without-source-maps";

const settings = settingsOrExit();
withoutSourceMaps(() => {
  const app = new App();
  new ApprovalStack(app, "sfn-approval", settings);
  app.synth();
});

/** A wrong setting is the reader's to mend: they need its one line, not where in the code it was found. */
function settingsOrExit(): ApprovalSettings {
  const { context } = JSON.parse(readFileSync(join(__dirname, "cdktf.json"), "utf8"));
  try {
    return readSettings(context[SETTINGS_KEY], process.env[SETTINGS_VARIABLE]);
  } catch (error) {
    if (!(error instanceof SettingsError)) {
      throw error;
    }
    console.error(String(error));
    process.exit(1);
  }
}
