import { App } from "cdktf";
import { ReleasePipeline } from "./release-pipeline";

const app = new App();
new ReleasePipeline(app, "release-pipeline");
app.synth();
