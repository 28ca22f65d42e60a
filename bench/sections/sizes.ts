import { buildBundles, FUNCTIONS, fileSizes, zippedBytes } from "../bundles";
import { type Figure, figure, type Section } from "../figures";
import { functionUrlEvent } from "../function-url-event";
import { modulesLoadedByEvent } from "../loaded-modules";

const ZIP_TARGET_KB = 150;

/** What is uploaded, and what of it a page loads. */
export const sizes: Section = {
  name: "sizes",
  title: "Sizes of the functions",
  run: async (progress) => {
    progress("bundling both functions");
    const bundles = buildBundles();
    try {
      const figures = FUNCTIONS.flatMap((name): Figure[] => [
        figure(`${name}, zipped`, kilobytes(zippedBytes(bundles.ours[name])), "kB", {
          atMost: ZIP_TARGET_KB,
        }),
        figure(`${name}, unzipped`, kilobytes(sum(fileSizes(bundles.ours[name]).values())), "kB"),
        figure(`${name}, eager bundle, zipped`, kilobytes(zippedBytes(bundles.eager[name])), "kB"),
      ]);
      const environment = {
        LOCALE: "en",
        ONE_CLICK: "false",
        AFTER_DECISION: "page",
        LINK_PUBLIC_KEY: "unused",
      };
      const loaded = await modulesLoadedByEvent(
        bundles.ours.decide,
        functionUrlEvent("GET", ""),
        environment,
      );
      const files = fileSizes(bundles.ours.decide);
      const loadedBytes = sum(loaded.files.map((name) => files.get(name) ?? 0));
      return {
        timings: [],
        figures: [
          ...figures,
          figure("files of decide that a page loads", loaded.files.length, "files"),
          figure("of them, unzipped", kilobytes(loadedBytes), "kB"),
        ],
        notes: [],
      };
    } finally {
      bundles.remove();
    }
  },
};

function kilobytes(bytes: number): number {
  return Math.round(bytes / 100) / 10;
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, number) => total + number, 0);
}
