import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { ApprovalStack } from "./constructs/approval-stack";
import { readSettings, SETTINGS_KEY, SETTINGS_VARIABLE } from "./constructs/settings";

const { context } = JSON.parse(readFileSync(join(__dirname, "cdktf.json"), "utf8"));

const app = new App();
new ApprovalStack(app, "sfn-approval", readSettings(context[SETTINGS_KEY], process.env[SETTINGS_VARIABLE]));
app.synth();
