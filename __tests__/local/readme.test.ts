import { readFileSync } from "node:fs";
import { join } from "node:path";
import { OPERATIONS } from "../../local/endpoint";

test("local/README.md lists the operations that the endpoint supports, and no others", () => {
  const page = readFileSync(join(__dirname, "..", "..", "local", "README.md"), "utf8");
  const rows = page.split("\n").filter((line) => /^\| (states|sns|kms|lambda) \|/.test(line));
  expect(rows).toEqual(
    OPERATIONS.map(
      ({ service, name, action, resource }) => `| ${service} | ${name} | \`${action}\` | ${resource} |`,
    ),
  );
});
