// @ts-check
// Preloaded into a process, tells at its end which CommonJS modules it loaded, a line each.
process.on("exit", () => {
  for (const file of Object.keys(require.cache)) {
    console.log(`module ${file}`);
  }
});
