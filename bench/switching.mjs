// Switches openings on the page of a running `reopen serve` and prints the milliseconds from each switch to
// the frame after its answer was drawn. Driven by switching.py, which gives the job on standard input.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { playwright, chromium: executablePath, url, switches } = JSON.parse(readFileSync(0, "utf8"));
const { chromium } = await import(pathToFileURL(playwright));
const gl = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"];
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", ...gl], headless: true });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(url);
  await page.waitForFunction(() => document.documentElement.dataset.map && document.documentElement.dataset.answered);
  const told = await page.evaluate(async (switches) => {
    const root = document.documentElement;
    const ids = [...document.querySelectorAll("[data-switch]")].map(({ dataset }) => dataset.switch);
    const answered = (before) =>
      new Promise((done) => {
        const watch = new MutationObserver(() => root.dataset.answered !== before && (watch.disconnect(), done()));
        watch.observe(root, { attributes: true });
      });
    const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const [painted, followed, drawn] = [[], [], []];
    let state = 1;
    for (let i = 0; i < switches; i += 1) {
      state = (state * 48271) % 2147483647;
      const button = document.querySelector(`[data-switch="${ids[state % ids.length]}"]`);
      const next = answered(root.dataset.answered);
      const begin = performance.now();
      button.click();
      await next;
      drawn.push(performance.now() - begin);
      await frame();
      painted.push(performance.now() - begin);
      // The browser begins another frame only when the one before it has left its hands.
      await frame();
      followed.push(performance.now() - begin);
      // A reader looks before the next switch; what a switch leaves to be done belongs to it, not to the next one.
      await new Promise((done) => setTimeout(done, 250));
    }
    return { painted, followed, drawn };
  }, switches);
  process.stdout.write(JSON.stringify(told));
} finally {
  await browser.close();
}
